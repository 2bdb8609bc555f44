import type { IpPermission } from '@aws-sdk/client-ec2';
import type { Cast } from '../demo/organization.ts';
import type { IamState, PolicyDocument, RegionState, World } from '../sandbox/aws/contract.ts';
import { accountOf, addUser } from '../sandbox/aws/world/plant.ts';

const EVERYBODY_V4 = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const EVERYBODY_V6 = { Ipv6Ranges: [{ CidrIpv6: '::/0' }] };

/** Groups of the troubled account by name, with their one rule. */
const PLANTED_GROUPS: Readonly<Record<string, Partial<IpPermission>>> = {
  'planted ssh v4': { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, ...EVERYBODY_V4 },
  'planted rdp v6': { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, ...EVERYBODY_V6 },
  'planted range v6': { IpProtocol: 'tcp', FromPort: 0, ToPort: 1024, ...EVERYBODY_V6 },
  'planted all v4': { IpProtocol: '-1', ...EVERYBODY_V4 },
  'planted all v6': { IpProtocol: '-1', ...EVERYBODY_V6 },
  'planted udp': { IpProtocol: 'udp', FromPort: 22, ToPort: 22, ...EVERYBODY_V4 },
  'planted icmp': { IpProtocol: 'icmp', FromPort: 8, ToPort: 30, ...EVERYBODY_V4 },
  'planted office': {
    IpProtocol: 'tcp',
    FromPort: 22,
    ToPort: 22,
    IpRanges: [{ CidrIp: '198.51.100.0/24' }],
  },
  'planted database': { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, ...EVERYBODY_V6 },
  'planted share': { IpProtocol: 'tcp', FromPort: 445, ToPort: 445, ...EVERYBODY_V4 },
};

const EVERYTHING: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** Plants what the generated organization has nowhere, in two of its sound accounts. */
export function plantForDetections(world: World, cast: Cast): void {
  accountOf(world, cast.changes).changeIam((iam) => {
    iam.rootAccessKeys = 1;
    iam.rootLastUsed = new Date('2026-11-10T00:00:00Z');
    iam.samlProviders.clear();
    plantPolicies(world, iam);
  });
  accountOf(world, cast.breaksLater).changeIam((iam) => {
    iam.rootMfaActive = true;
    iam.rootMfaIsHardware = true;
  });
  accountOf(world, cast.closesLater).changeIam((iam) => {
    iam.rootMfaActive = false;
    iam.rootHasPassword = false;
  });
  addUser(world, cast.changes, 'made-with-key', new Date('2024-01-01T00:00:00Z'));
  accountOf(world, cast.changes).changeIam((iam) => {
    const user = iam.users.get('made-with-key');
    if (user) user.passwordEnabled = true;
  });
  accountOf(world, cast.changes).changeRegion('us-east-1', (region) => {
    plantPrefixLists(region);
    const [own] = region.securityGroups;
    const none = { UserIdGroupPairs: [], PrefixListIds: [], IpRanges: [], Ipv6Ranges: [] };
    for (const [index, [name, rule]] of Object.entries(PLANTED_GROUPS).entries()) {
      const GroupId = `sg-000000000000000${index.toString(16).padStart(2, '0')}`;
      const group = { ...own, GroupId, GroupName: name, IpPermissions: [{ ...none, ...rule }] };
      region.securityGroups.push(group as (typeof region.securityGroups)[number]);
    }
  });
}

/** Groups that let in what a prefix list holds: some addresses, every one of either family, those of AWS, and a list that the account does not see. */
function plantPrefixLists({ managedPrefixLists, prefixListEntries, securityGroups }: RegionState): void {
  const ofAws = managedPrefixLists.find(({ OwnerId }) => OwnerId === 'AWS');
  const offices = managedPrefixLists.find(({ OwnerId }) => OwnerId !== 'AWS');
  const [model] = securityGroups;
  if (!ofAws || !offices) throw new Error('there are no prefix lists to plant groups for');
  const open = { ...offices, PrefixListId: 'pl-00000000000000004', PrefixListName: 'open' };
  const open6 = { ...open, PrefixListId: 'pl-00000000000000006', AddressFamily: 'IPv6' };
  managedPrefixLists.push(open, open6);
  // More than a page has.
  const narrow = Array.from({ length: 120 }, (_, index) => ({ Cidr: `203.0.113.${index}/32` }));
  prefixListEntries.set(open.PrefixListId, [...narrow, { Cidr: '0.0.0.0/0' }]);
  prefixListEntries.set(open6.PrefixListId, [{ Cidr: '2001:db8::/32' }, { Cidr: '::/0' }]);
  const unseen = { PrefixListId: 'pl-00000000000000009' };
  for (const [index, { PrefixListId }] of [offices, open, open6, ofAws, unseen].entries()) {
    const permission = { IpProtocol: '-1', PrefixListIds: [{ PrefixListId }] };
    securityGroups.push({
      ...model,
      GroupId: `sg-0000000000000010${index}`,
      GroupName: `planted list ${index}`,
      IpPermissions: [{ UserIdGroupPairs: [], IpRanges: [], Ipv6Ranges: [], ...permission }],
    });
  }
}

/** Inline policies that allow everything, written with texts and with lists; and AWS's policies that ask for a look. */
function plantPolicies(world: World, iam: IamState): void {
  // A boundary may take away what is planted.
  const [first, second] = [...iam.roles.values()].filter(
    ({ Path, permissionsBoundaryArn }) =>
      !Path.startsWith('/aws-service-role/') && permissionsBoundaryArn === undefined,
  );
  first?.inlinePolicies.push({ PolicyName: 'everything', Document: EVERYTHING });
  const asLists: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:GetObject', '*:*'], Resource: ['*'] },
      { Effect: 'Allow', Action: 'sts:Assume*', Resource: 'arn:aws:iam::*:role/*' },
    ],
  };
  second?.inlinePolicies.push({ PolicyName: 'everything too', Document: asLists });
  for (const name of ['AWSSupportAccess', 'AWSCloudShellFullAccess']) {
    const arn = `arn:${world.partition}:iam::aws:policy/${name}`;
    const [model] = world.awsManagedPolicies.values();
    if (model)
      world.awsManagedPolicies.set(arn, { ...model, PolicyName: name, Arn: arn, PolicyId: `ANPA${name}` });
    second?.attachedPolicyArns.push(arn);
  }
}
