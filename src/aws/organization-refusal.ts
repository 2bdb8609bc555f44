import { awsFailure, type Outcome } from './outcome.ts';

/** Codes with which AWS says that the account itself may not ask, whatever its role allows. */
const WRONG_ACCOUNT: Readonly<Record<string, string>> = {
  AccessDeniedException: 'neither the management account nor a delegated administrator of an organization',
  AccountNotManagementOrDelegatedAdministratorException:
    'neither the management account nor the delegated administrator of IAM',
  AWSOrganizationsNotInUseException: 'in no organization',
  OrganizationNotFoundException: 'in no organization',
};

/**
 * Outcome of a read of the organization that was asked from the wrong account; undefined for any other failure. AWS has
 * one code for a role that lacks a permission and for an account that may not ask; only the former names the action.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
 */
export function organizationRefusal(
  error: unknown,
  accountId: string,
  roleArn: string | undefined,
): Outcome | undefined {
  const { code, message } = awsFailure(error);
  const what = WRONG_ACCOUNT[code];
  if (what === undefined || message.includes('is not authorized to perform')) return undefined;
  const who = roleArn === undefined ? 'the credentials are' : `the role ${roleArn} is`;
  return { status: 'denied', code, reason: `${message} (${who} in account ${accountId}, which is ${what})` };
}
