import type { Outcome } from '../aws/outcome.ts';

/**
 * Outcome of an account's units by its state, before the account is entered; undefined means: enter. A closed account
 * holds nothing. A suspended one cannot be entered but still holds its assets, so nothing is concluded from it. A state
 * we do not know, or none, is no reason to leave an account out.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
 */
export function verdictOfState(state: string | undefined): Outcome | undefined {
  switch (state) {
    case 'CLOSED':
      return { status: 'absent', code: 'account_closed', reason: 'The account is closed.' };
    case 'PENDING_ACTIVATION':
      return { status: 'absent', code: 'account_not_active_yet', reason: 'The account is not active yet.' };
    case 'SUSPENDED':
      return {
        status: 'denied',
        code: 'account_suspended',
        reason: 'The account is suspended: AWS lets nobody in, its assets may still exist.',
      };
    case 'PENDING_CLOSURE':
      return {
        status: 'denied',
        code: 'account_pending_closure',
        reason: 'The account is being closed: AWS lets nobody in until that is done.',
      };
    default:
      return undefined;
  }
}
