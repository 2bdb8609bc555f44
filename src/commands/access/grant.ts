import { configError } from '../../errors.ts';
import { applySharing } from '../../setup/sharing/apply-sharing.ts';
import { checkKnown, grantAccess } from '../../setup/sharing/grants.ts';
import { quoted } from '../../snowflake/identifiers.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { accessRequest, asOwner } from './access-request.ts';

/** `access grant`: makes the shared views where they are not up to date, and lets a role see accounts in them. */
export async function grantAccounts(context: CommandContext, args: Arguments): Promise<number> {
  const request = accessRequest(args);
  if (request.organizationalUnits.length + request.accounts.length === 0) {
    throw configError('access grant needs to know what the role is to see', {
      hint: 'Name organizational units by --ou, accounts by --account.',
    });
  }
  const { shared } = await asOwner(context, args, async (session, schemas) => {
    await checkKnown(session, schemas, request);
    await applySharing(session, schemas);
    await grantAccess(session, schemas, request);
    return schemas;
  });
  const sees = [...request.organizationalUnits, ...request.accounts].join(', ');
  context.print(
    `${request.role} sees ${sees} in ${shared.database}.${shared.schema}. It also needs, from an administrator:\n` +
      `  GRANT USAGE ON DATABASE ${quoted(shared.database)} TO ROLE ${quoted(request.role)};\n` +
      `  GRANT USAGE ON WAREHOUSE … TO ROLE ${quoted(request.role)};\n`,
  );
  return 0;
}
