import { configError } from '../../errors.ts';
import { isShared } from '../../setup/sharing/apply-sharing.ts';
import { revokeAccess } from '../../setup/sharing/grants.ts';
import { counted } from '../../text/figures.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { accessRequest, asOwner } from './access-request.ts';

/** `access revoke`: takes accounts from a role, or everything where none is named. */
export async function revokeAccounts(context: CommandContext, args: Arguments): Promise<number> {
  const request = accessRequest(args);
  const taken = await asOwner(context, args, async (session, schemas) =>
    (await isShared(session, schemas)) ? revokeAccess(session, schemas, request) : 0,
  );
  if (taken === 0) {
    throw configError(`${request.role} was not granted what is to be taken from it`, {
      hint: 'See what there is: snowcensus access list',
    });
  }
  context.print(`${counted(taken, 'grant')} taken from ${request.role}.\n`);
  return 0;
}
