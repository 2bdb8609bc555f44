import type { Instance, IpPermission, PrefixListEntry } from '@aws-sdk/client-ec2';
import type { Account } from '../sandbox/aws/contract.ts';

/** Resources of an account in a region, or of an account where the region is global, for which a detection fails. */
type Walk = (account: Account, region: string) => readonly string[];

/** What detections should find, told by walks over the organization that know no SQL. */
export const failuresOf: Readonly<Record<string, Walk>> = {
  ec2_admin_ports_v4: groups((blocks, rule) => blocks.includes('0.0.0.0/0') && reaches(rule, 22, 3389)),
  ec2_admin_ports_v6: groups((blocks, rule) => blocks.includes('::/0') && reaches(rule, 22, 3389)),
  ec2_cifs: groups(
    (blocks, rule) => (blocks.includes('0.0.0.0/0') || blocks.includes('::/0')) && reaches(rule, 445),
  ),
  ec2_default_group: (account, region) =>
    region === 'global'
      ? []
      : account
          .region(region)
          .securityGroups.filter(({ GroupName, IpPermissions = [], IpPermissionsEgress = [] }) => {
            return GroupName === 'default' && IpPermissions.length + IpPermissionsEgress.length > 0;
          })
          .map(({ GroupId = '' }) => GroupId),
  ec2_imdsv2: instances(({ MetadataOptions }) => {
    return MetadataOptions?.HttpTokens !== 'required' && MetadataOptions?.HttpEndpoint !== 'disabled';
  }),
  iam_instance_profile: instances(({ IamInstanceProfile }) => IamInstanceProfile === undefined),
  iam_root_mfa: ofAccount(({ id }, iam) => (iam.rootMfaActive || iam.rootHasPassword === false ? [] : [id])),
  iam_root_access_key: ofAccount(({ id }, iam) => ((iam.rootAccessKeys ?? 0) > 0 ? [id] : [])),
  iam_password_length: ofAccount(({ id }, { passwordPolicy }) =>
    (passwordPolicy?.MinimumPasswordLength ?? 0) < 14 ? [id] : [],
  ),
  iam_user_console_mfa: ofAccount((_, iam) =>
    [...iam.users.values()]
      .filter(({ passwordEnabled, mfaDevices }) => passwordEnabled && mfaDevices.length === 0)
      .map(({ Arn }) => Arn),
  ),
  iam_user_policies: ofAccount((_, iam) =>
    [...iam.users.values()]
      .filter(
        ({ attachedPolicyArns, inlinePolicies }) => attachedPolicyArns.length + inlinePolicies.length > 0,
      )
      .map(({ Arn }) => Arn),
  ),
  iam_user_two_keys: ofAccount((_, iam) =>
    [...iam.users.values()]
      .filter(({ accessKeys }) => accessKeys.filter(({ Status }) => Status === 'Active').length > 1)
      .map(({ UserName }) => UserName),
  ),
};

function groups(isMeant: (blocks: readonly string[], rule: IpPermission) => boolean): Walk {
  return (account, region) => {
    if (region === 'global') return [];
    const { securityGroups, prefixListEntries } = account.region(region);
    return securityGroups
      .filter(({ IpPermissions = [] }) =>
        IpPermissions.some((rule) => isMeant(blocksOf(rule, prefixListEntries), rule)),
      )
      .map(({ GroupId = '' }) => GroupId);
  };
}

/** The blocks that a rule names, and those of the lists that it names. */
function blocksOf(
  { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [] }: IpPermission,
  entries: ReadonlyMap<string, readonly PrefixListEntry[]>,
): readonly string[] {
  const listed = PrefixListIds.flatMap(({ PrefixListId = '' }) => entries.get(PrefixListId) ?? []);
  const blocks = [
    ...IpRanges.map(({ CidrIp }) => CidrIp),
    ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6),
    ...listed.map(({ Cidr }) => Cidr),
  ];
  return blocks.filter((block) => block !== undefined);
}

function instances(isMeant: (instance: Instance) => boolean): Walk {
  return (account, region) =>
    region === 'global'
      ? []
      : account
          .region(region)
          .reservations.flatMap(({ Instances = [] }) => Instances)
          .filter(({ State }) => State?.Name !== 'terminated' && State?.Name !== 'shutting-down')
          .filter(isMeant)
          .map(({ InstanceId = '' }) => InstanceId);
}

function ofAccount(walk: (account: Account, iam: ReturnType<Account['iam']>) => readonly string[]): Walk {
  return (account, region) => (region === 'global' ? walk(account, account.iam()) : []);
}

function reaches(
  { IpProtocol, FromPort = 0, ToPort = 0 }: IpPermission,
  ...ports: readonly number[]
): boolean {
  return (
    IpProtocol === '-1' || (IpProtocol === 'tcp' && ports.some((port) => FromPort <= port && port <= ToPort))
  );
}
