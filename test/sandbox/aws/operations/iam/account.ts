import type {
  GetAccountPasswordPolicyResponse,
  GetAccountPropertiesResponse,
  GetAccountSummaryResponse,
  GetOutboundWebIdentityFederationInfoResponse,
  ListAccountAliasesRequest,
  ListAccountAliasesResponse,
} from '@aws-sdk/client-iam';
import { AwsError, type OperationCall } from '../../contract.ts';
import { createRandom } from '../../world/random.ts';
import { markedPage } from './pages.ts';
import { noSuchEntity } from './validation.ts';

export function listAccountAliases(
  call: OperationCall<ListAccountAliasesRequest>,
): ListAccountAliasesResponse {
  const { accountAlias } = call.account.iam();
  const { items, rest } = markedPage(
    call,
    'ListAccountAliases',
    accountAlias === undefined ? [] : [accountAlias],
  );
  return { AccountAliases: items, ...rest };
}

export function getAccountPasswordPolicy({
  account,
}: OperationCall<object>): GetAccountPasswordPolicyResponse {
  const { passwordPolicy } = account.iam();
  if (passwordPolicy === undefined) {
    throw noSuchEntity(`The Password Policy with domain name ${account.id} cannot be found.`);
  }
  return { PasswordPolicy: passwordPolicy };
}

/** Counts of what is there, and the default quotas. */
export function getAccountSummary({ account }: OperationCall<object>): GetAccountSummaryResponse {
  const iam = account.iam();
  const users = [...iam.users.values()];
  const versions = [...iam.policies.values()].reduce((sum, policy) => sum + policy.versions.length, 0);
  const devices = users.reduce((sum, user) => sum + user.mfaDevices.length, 0) + (iam.rootMfaActive ? 1 : 0);
  return {
    SummaryMap: {
      AccessKeysPerUserQuota: 2,
      AccountAccessKeysPresent: iam.rootAccessKeys ?? 0,
      AccountMFAEnabled: iam.rootMfaActive ? 1 : 0,
      AccountPasswordPresent: iam.rootHasPassword === false ? 0 : 1,
      AccountSigningCertificatesPresent: 0,
      AssumeRolePolicySizeQuota: 2048,
      AttachedPoliciesPerGroupQuota: 10,
      AttachedPoliciesPerRoleQuota: 10,
      AttachedPoliciesPerUserQuota: 10,
      GlobalEndpointTokenVersion: 1,
      GroupPolicySizeQuota: 5120,
      Groups: iam.groups.size,
      GroupsPerUserQuota: 10,
      GroupsQuota: 300,
      InstanceProfiles: [...iam.roles.values()].filter((role) => role.instanceProfile !== undefined).length,
      InstanceProfilesQuota: 1000,
      MFADevices: devices,
      MFADevicesInUse: devices,
      Policies: iam.policies.size,
      PoliciesQuota: 1500,
      PolicySizeQuota: 6144,
      PolicyVersionsInUse: versions,
      PolicyVersionsInUseQuota: 10000,
      Providers: iam.samlProviders.size + iam.oidcProviders.size,
      RolePolicySizeQuota: 10240,
      Roles: iam.roles.size,
      RolesQuota: 1000,
      ServerCertificates: iam.serverCertificates.size,
      ServerCertificatesQuota: 20,
      SigningCertificatesPerUserQuota: 2,
      UserPolicySizeQuota: 2048,
      Users: users.length,
      UsersQuota: 5000,
      VersionsPerPolicyQuota: 5,
    },
  };
}

/** An account in three issues tokens; in another it was enabled once, and has its issuer still. */
export function getOutboundFederation({
  world,
  account,
}: OperationCall<object>): GetOutboundWebIdentityFederationInfoResponse {
  const random = createRandom(world.seed, account.id, 'outbound federation');
  if (random.chance(0.4)) {
    throw new AwsError(
      'FeatureDisabled',
      'Outbound web identity federation is not enabled for your account.',
      404,
    );
  }
  const issuer = `https://${random.text('0123456789abcdef', 32)}.tokens.sts.global.api.aws`;
  return { IssuerIdentifier: issuer, JwtVendingEnabled: random.chance(0.6) };
}

/** Of those who ever set one. */
export function getAccountProperties({
  world,
  account,
}: OperationCall<object>): GetAccountPropertiesResponse {
  const random = createRandom(world.seed, account.id, 'account properties');
  return { Properties: random.chance(0.5) ? {} : { 'RoleManager/Enabled': String(random.chance(0.5)) } };
}
