import type { NetworkAclEntry } from '@aws-sdk/client-ec2';
import type { Cast } from '../demo/organization.ts';
import type { Account, RegionState, World } from '../sandbox/aws/contract.ts';
import { accountOf } from '../sandbox/aws/world/plant.ts';

const REGION = 'us-east-1';
const EMPTIED = 'eu-west-1';

/** Plants, in sound accounts, the answers that the generated organization gives nowhere. */
export function plantGaps(world: World, cast: Cast): void {
  const [trail, network] = [accountOf(world, cast.breaksLater), accountOf(world, cast.closesLater)];
  network.name = '';
  logObjects(trail);
  network.changeRegion(EMPTIED, closeUp);
  accountOf(world, cast.changes).changeRegion(REGION, (region) => openUp(cast.changes, region));
  freeOfGuardrails(world, network);
  world.trustedServices.set('macie.amazonaws.com', new Date('2024-03-01T00:00:00Z'));
}

/** The trail of the account logs all reads and writes of objects. */
function logObjects(account: Account): void {
  account.changeRegion(REGION, ({ trails }) => {
    for (const { trail, selectors } of trails) {
      if (trail.Name !== 'account-trail') continue;
      const ofObjects = [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      ];
      selectors.AdvancedEventSelectors?.push({ Name: 'objects', FieldSelectors: ofObjects });
    }
  });
}

/** Default groups allow nothing, and no ACL lets the internet reach a port of administration. */
function closeUp({ securityGroups, networkAcls }: RegionState): void {
  for (const group of securityGroups.filter(({ GroupName }) => GroupName === 'default')) {
    Object.assign(group, { IpPermissions: [], IpPermissionsEgress: [] });
  }
  const [acl] = networkAcls;
  const isOpen = ({ Egress, RuleAction }: NetworkAclEntry) => Egress === false && RuleAction === 'allow';
  if (acl?.Entries) acl.Entries = acl.Entries.filter((entry) => !isOpen(entry));
}

/** An endpoint that lets everybody do everything; routes through a peering, to all of the other VPC and to one address. */
function openUp(account: string, { vpcEndpoints, vpcPeeringConnections, routeTables }: RegionState): void {
  const [endpoint] = vpcEndpoints;
  const everything = [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }];
  if (endpoint) endpoint.PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: everything });
  const [wide, ...narrow] = routeTables.slice(0, 3);
  if (!wide || narrow.length < 2) throw new Error('there are no three route tables to plant routes in');
  const VpcPeeringConnectionId = 'pcx-00000000000000001';
  const of = (VpcId: string, CidrBlock: string) => ({ OwnerId: account, Region: REGION, VpcId, CidrBlock });
  vpcPeeringConnections.push({
    VpcPeeringConnectionId,
    RequesterVpcInfo: of(wide.VpcId ?? '', '10.250.0.0/16'),
    AccepterVpcInfo: of('vpc-00000000000000001', '192.168.0.0/16'),
    Status: { Code: 'active', Message: 'Active' },
    Tags: [],
  });
  for (const table of [wide, ...narrow]) {
    const DestinationCidrBlock = table === wide ? '192.168.0.0/16' : '192.168.0.10/32';
    table.Routes?.push({
      DestinationCidrBlock,
      VpcPeeringConnectionId,
      State: 'active',
      Origin: 'CreateRoute',
    });
  }
}

/** What is attached to the root is attached to every account but this one. */
function freeOfGuardrails({ rootId, accounts, serviceControlPolicies }: World, free: Account): void {
  for (const policy of serviceControlPolicies) {
    if (policy.name === 'FullAWSAccess' || !policy.targets.includes(rootId)) continue;
    policy.targets = [
      ...policy.targets.filter((target) => target !== rootId),
      ...[...accounts.keys()].filter((id) => id !== free.id),
    ];
  }
}
