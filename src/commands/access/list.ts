import { isShared } from '../../setup/sharing/apply-sharing.ts';
import { type AccessGrant, readAccess } from '../../setup/sharing/grants.ts';
import { counted } from '../../text/figures.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { jsonLine } from '../json-line.ts';
import { textTable } from '../text-table.ts';
import { asOwner } from './access-request.ts';

/** `access list`: the roles with the accounts that each sees. */
export async function listAccess(context: CommandContext, args: Arguments): Promise<number> {
  const grants = await asOwner(context, args, async (session, schemas) =>
    (await isShared(session, schemas)) ? readAccess(session, schemas) : [],
  );
  context.print(args.flags.json ? jsonLine({ access: grants }) : readable(grants));
  return 0;
}

function readable(grants: readonly AccessGrant[]): string {
  if (grants.length === 0) return 'Nothing is shared. Try: snowcensus access grant --role TEAM --ou /Prod\n';
  return textTable(
    ['ROLE', 'SEES', 'NOW', 'SINCE', 'BY'],
    grants.map(({ role, organizationalUnit, account, accountCount, grantedAt, grantedBy }) => [
      role,
      organizationalUnit ?? account ?? '',
      counted(accountCount, 'account'),
      grantedAt.toISOString().slice(0, 10),
      grantedBy,
    ]),
  );
}
