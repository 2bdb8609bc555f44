import { listOption, textOption } from '../connections/option-values.ts';
import { externalId } from '../connections/options.ts';
import type { Problem } from '../connections/problem.ts';
import { isRoleName, parseRoleArn } from '../connections/role-arn.ts';
import { lastRole, needs, type RawOptions } from '../connections/rules.ts';
import { accountId } from '../connections/selection.ts';
import { parseTableName } from '../connections/table-name.ts';

const roleName = textOption((value) => {
  const arn = parseRoleArn(value);
  // Paths of roles may hold colons, so an ARN could pass for a path and a name.
  if (!value.startsWith('arn:') && isRoleName(value)) return undefined;
  if (value.startsWith('/') && isRoleName(value.slice(1))) {
    return `"${value}" begins with a slash; write ${value.slice(1)}`;
  }
  return typeof arn === 'string'
    ? `"${value}" is not a role name; it has 1 to 64 of the characters A-Z a-z 0-9 + = , . @ _ -`
    : `"${value}" is an ARN; the role has the same name in every account, so write ${arn.path}${arn.name}`;
});

const tableName = textOption((value) =>
  parseTableName(value) === undefined
    ? `"${value}" is not the name of a table; write one such as AWS_ACCOUNTS_DEFAULT_CONNECTION or DATA.AWS_ACCOUNTS_DEFAULT_CONNECTION`
    : undefined,
);

/** The options of every module that reads many accounts: which ones, and the role in each. */
export const memberOptions = {
  destination_role_name: roleName.optional().meta({
    description: 'the role assumed in every account; without it the credentials so far read one account',
    example: 'snowcensus-member',
    asked: true,
  }),
  external_id: externalId.optional().meta({
    description: 'the external id that the destination role asks for, the same in every account',
    example: '8c1f0c0e-5a52-4f0e-9c3b-6d3f2b1a7e55',
  }),
  accounts_connection_name: tableName.optional().meta({
    description: 'the connection that lists the accounts, with or without database and schema',
    example: 'AWS_ACCOUNTS_CONNECTION',
    asked: true,
  }),
  account_ids: listOption(accountId)
    .optional()
    .meta({
      description: 'the accounts themselves, where no connection lists them',
      example: ['111111111111'],
      asked: true,
      unless: 'accounts_connection_name',
    }),
};

/** Rules over several of these options at once. */
export function memberRules(raw: RawOptions): readonly Problem[] {
  return [
    ...accountRules(raw),
    ...needs(raw, 'external_id', 'destination_role_name'),
    ...needs(raw, 'accounts_connection_name', 'destination_role_name'),
  ];
}

function accountRules(raw: RawOptions): readonly Problem[] {
  const { accounts_connection_name: list, account_ids: ids, destination_role_name: role } = raw;
  if (list === undefined && ids === undefined) {
    return [
      {
        path: [],
        message:
          'names no accounts; add accounts_connection_name (the connection that lists them) or account_ids (the accounts themselves)',
      },
    ];
  }
  if (list !== undefined && ids !== undefined) {
    return [
      { path: ['account_ids'], message: 'is given beside accounts_connection_name; keep one of the two' },
    ];
  }
  if (!Array.isArray(ids) || role !== undefined) return [];
  if (ids.length > 1) {
    const message = `has ${ids.length} accounts, but without destination_role_name only the account of the process's own credentials or of the last role can be read; add destination_role_name`;
    return [{ path: ['account_ids'], message }];
  }
  const last = lastRole(raw);
  return last === undefined || last.accountId === ids[0]
    ? []
    : [
        {
          path: ['account_ids', 0],
          message: `is not the account of the last role (${last.accountId}); add destination_role_name or name that account`,
        },
      ];
}
