import type { VpcBlockPublicAccessExclusion, VpcEncryptionControl } from '@aws-sdk/client-ec2';
import type { Operation, OperationCall, RegionState } from '../../contract.ts';
import { createRandom } from '../../world/random.ts';
import { newest, oldest } from '../../world/times.ts';
import { listing } from './listing.ts';

const hex = '0123456789abcdef';
const pages = { fewest: 5, most: 1000 };

/** What is said of VPCs beside them: who may reach the internet after all, and what must be encrypted. */
export const vpcControlOperations: Readonly<Record<string, Operation>> = {
  ...listing('DescribeVpcBlockPublicAccessExclusions', 'VpcBlockPublicAccessExclusions', {
    items: exclusions,
    ids: {
      member: 'ExclusionIds',
      prefix: 'vpcbpa-exclude',
      code: 'InvalidVpcBlockPublicAccessExclusionId',
      noun: 'exclusion',
      of: ({ ExclusionId }) => ExclusionId,
    },
    pages,
  }),
  ...listing('DescribeVpcEncryptionControls', 'VpcEncryptionControls', {
    items: encryptionControls,
    ids: {
      member: 'VpcEncryptionControlIds',
      prefix: 'vpcec',
      code: 'InvalidVpcEncryptionControlId',
      noun: 'encryptionControl',
      of: ({ VpcEncryptionControlId }) => VpcEncryptionControlId,
    },
    pages,
  }),
  DescribeAccountVpcEncryptionControl: (call) => ({ AccountVpcEncryptionControl: ofAccount(call) }),
};

/** The VPCs that somebody made, which are those that anybody says something about. */
function made({ vpcs }: RegionState): readonly string[] {
  return vpcs.flatMap(({ VpcId, IsDefault }) => (VpcId === undefined || IsDefault ? [] : VpcId));
}

function exclusions(
  state: RegionState,
  { world, account, region }: OperationCall,
): VpcBlockPublicAccessExclusion[] {
  if (state.defaults.vpcBlockPublicAccess.InternetGatewayBlockMode === 'off') return [];
  return made(state).flatMap((vpc) => {
    const random = createRandom(world.seed, account.id, region, 'vpc exclusion', vpc);
    if (random.chance(0.4)) return [];
    const CreationTimestamp = random.date(oldest, newest);
    const isUsed = state.defaults.vpcBlockPublicAccess.ExclusionsAllowed === 'allowed';
    return {
      ExclusionId: `vpcbpa-exclude-${random.text(hex, 17)}`,
      InternetGatewayExclusionMode: random.pick(['allow-bidirectional', 'allow-egress']),
      ResourceArn: `arn:${world.partition}:ec2:${region}:${account.id}:vpc/${vpc}`,
      State: isUsed ? 'create-complete' : 'disable-complete',
      ...(isUsed ? {} : { Reason: 'A policy of the organization allows no exclusions' }),
      CreationTimestamp,
      LastUpdateTimestamp: random.date(CreationTimestamp, newest),
      Tags: random.chance(0.5) ? [{ Key: 'Name', Value: 'on purpose' }] : [],
    };
  });
}

function encryptionControls(
  state: RegionState,
  { world, account, region }: OperationCall,
): VpcEncryptionControl[] {
  return made(state).flatMap((VpcId) => {
    const random = createRandom(world.seed, account.id, region, 'vpc encryption', VpcId);
    if (random.chance(0.5)) return [];
    const hasFailed = random.chance(0.3);
    return {
      VpcId,
      VpcEncryptionControlId: `vpcec-${random.text(hex, 17)}`,
      Mode: random.pick(['monitor', 'enforce']),
      State: hasFailed ? 'enforce-failed' : 'available',
      ...(hasFailed ? { StateMessage: 'There are resources that do not encrypt' } : {}),
      ResourceExclusions: { InternetGateway: { State: 'enabled' }, NatGateway: { State: 'disabled' } },
      Tags: random.chance(0.5) ? [{ Key: 'Name', Value: 'encrypted' }] : [],
    };
  });
}

/** Most have left it as it is. */
function ofAccount({ world, account, region }: OperationCall): object {
  const random = createRandom(world.seed, account.id, region, 'account encryption');
  if (random.chance(0.6)) return { State: 'default-state', Mode: 'unmanaged', ManagedBy: 'account' };
  return {
    State: random.pick(['transitions-successful', 'transitions-failed']),
    Mode: random.pick(['attempt-monitor', 'attempt-enforce']),
    Exclusions: { InternetGateway: 'enabled', NatGateway: 'disabled' },
    ManagedBy: random.pick(['account', 'declarative-policy']),
    LastUpdateTimestamp: random.date(oldest, newest),
  };
}
