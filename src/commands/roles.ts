import { readConnection } from '../connections/comment.ts';
import { configError } from '../errors.ts';
import type { Command } from './command.ts';
import { findTable } from './connections/find-table.ts';
import { printedRole } from './roles/print.ts';
import { type RoleUpdate, readUpdates } from './roles/update.ts';
import { withSession } from './session.ts';

/** Prints what must be deployed in AWS for a connection, or how what is deployed differs from it. */
export const roles: Command = {
  name: 'roles',
  usage: '<connection>',
  doc: 'Print the role that one connection enters, as a template to deploy in AWS.',
  notes:
    'The role’s name, external id and trusted principal are the connection’s. The trusted principal is the last role before\n' +
    'it, or else who AWS says we are. With --update nothing is printed but what has changed since the role was deployed,\n' +
    'in the first account or those of --account. Exit code then: 0 nothing, 2 the role is to be deployed again, 1 it could\n' +
    'not be read. A template is deployed with: aws cloudformation deploy --stack-name snowcensus\n' +
    '--capabilities CAPABILITY_NAMED_IAM --template-file <file>; that of a StackSet in the management account.',
  flags: {
    format: {
      type: 'string',
      value: 'format',
      doc: 'cloudformation, stackset, terraform or policy; stackset for members, else cloudformation.',
    },
    for: {
      type: 'string',
      value: 'audience',
      doc: 'member (one account), members (all of them), organization or identity-center; what fits the connection.',
    },
    'trusted-principal': {
      type: 'string',
      multiple: true,
      value: 'arn',
      doc: 'Whom the role is to trust; may be given more than once.',
    },
    'external-id': { type: 'string', value: 'id', doc: 'The external id, where not the connection’s.' },
    'organizational-unit': {
      type: 'string',
      multiple: true,
      value: 'id',
      doc: 'Unit or root whose accounts get the member role; may be given more than once.',
    },
    'delegated-admin': {
      type: 'boolean',
      doc: 'The StackSet is deployed by a delegated administrator, not in the management account.',
    },
    update: { type: 'boolean', doc: 'Say what has changed since the role was deployed.' },
    account: { type: 'string', multiple: true, value: 'id', doc: 'update: look in this account.' },
    json: { type: 'boolean', doc: 'update: print one line of JSON.' },
  },

  async run(context, args) {
    const [meant, ...others] = args.positionals;
    if (meant === undefined || others.length > 0) {
      throw configError('roles takes the name of one connection', {
        hint: 'Try: snowcensus roles AWS_INVENTORY',
      });
    }
    return withSession(context, { command: 'roles' }, async (session) => {
      const result = readConnection(await findTable(context, session, meant));
      if (!result.ok) throw result.error;
      if (!args.flags.update) {
        context.print(await printedRole(context, args, result.connection));
        return 0;
      }
      const updates = await readUpdates(context, args, result.connection, session);
      context.print(args.flags.json ? `${JSON.stringify(updates)}\n` : updates.map(readable).join(''));
      if (updates.some(({ problem }) => problem !== null)) return 1;
      return updates.some(isOutdated) ? 2 : 0;
    });
  },
};

function isOutdated({ added, removed }: RoleUpdate): boolean {
  return added.length > 0 || removed.length > 0;
}

function readable(update: RoleUpdate): string {
  const { role, deployed, current, added, removed, problem } = update;
  if (problem !== null) return `${role}: cannot be read\n${problem}\n`;
  const from = deployed === null ? 'not tagged with a version' : `from version ${deployed}`;
  const lines = [
    `${role}: ${from}, ${isOutdated(update) ? `to be deployed again with version ${current}` : 'up to date'}`,
    ...added.map((action) => `  added    ${action}`),
    ...removed.map((action) => `  removed  ${action}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
