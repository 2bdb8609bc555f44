import type { AnalyzerSummary, FindingSummary, FindingType } from '@aws-sdk/client-accessanalyzer';
import type { Account, OperationCall } from '../contract.ts';
import { createRandom, type Random } from './random.ts';
import { newest, oldest } from './times.ts';

/** What both lists of findings have of one; the older one tells no type, the newer one not who has access. */
export interface GeneratedFinding extends FindingSummary {
  readonly findingType: FindingType;
}

/** Who administers analyzers for the organization has one of it in these. */
const ORGANIZATION_REGIONS = 2;

/** Those of the account, and in the account that administers them for the organization that of all accounts. */
export function analyzersOf(call: OperationCall): AnalyzerSummary[] {
  return [...ownAnalyzers(call), ...unusedAccess(call), ...ofOrganization(call)];
}

/** Half of the regions have one for the account, some of them disabled since its role was deleted. */
function ownAnalyzers({ world, account, region }: OperationCall): AnalyzerSummary[] {
  const random = createRandom(world.seed, account.id, region, 'analyzers');
  if (random.chance(0.5)) return [];
  const name = `external-access-${region}`;
  const createdAt = random.date(oldest, newest);
  const works = random.chance(0.7);
  return [
    {
      arn: `arn:${world.partition}:access-analyzer:${region}:${account.id}:analyzer/${name}`,
      name,
      type: 'ACCOUNT',
      createdAt,
      status: works ? 'ACTIVE' : 'DISABLED',
      ...(works
        ? {
            lastResourceAnalyzed: `arn:${world.partition}:s3:::bucket-${account.id}`,
            lastResourceAnalyzedAt: random.date(createdAt, newest),
          }
        : { statusReason: { code: 'SERVICE_LINKED_ROLE_CREATION_FAILED' } }),
      tags: { owner: 'security' },
    },
  ];
}

/** It costs by the user and role, so few have one, and in one region. */
function unusedAccess({ world, account, region }: OperationCall): AnalyzerSummary[] {
  const random = createRandom(world.seed, account.id, 'unused access');
  if (region !== world.assetRegions[0] || random.chance(0.7)) return [];
  return [active(`arn:${world.partition}:access-analyzer:${region}:${account.id}`, 'ACCOUNT_UNUSED_ACCESS')];
}

function ofOrganization({ world, account, region }: OperationCall): AnalyzerSummary[] {
  const delegate = world.delegatedAdministrators.get(account.id);
  const isThere = world.assetRegions.slice(0, ORGANIZATION_REGIONS).includes(region);
  if (!isThere || !delegate?.services.has('access-analyzer.amazonaws.com')) return [];
  return [active(`arn:${world.partition}:access-analyzer:${region}:${account.id}`, 'ORGANIZATION')];
}

function active(owner: string, type: 'ACCOUNT_UNUSED_ACCESS' | 'ORGANIZATION'): AnalyzerSummary {
  const name = type.toLowerCase().replaceAll('_', '-');
  return { arn: `${owner}:analyzer/${name}`, name, type, createdAt: oldest, status: 'ACTIVE' };
}

/** One of the organization finds what is in any account, another what is in its own. */
export function findingsOf(
  call: OperationCall,
  { arn = '', type = 'ACCOUNT' }: AnalyzerSummary,
): GeneratedFinding[] {
  const accounts = type.startsWith('ORGANIZATION') ? [...call.world.accounts.values()] : [call.account];
  return accounts.flatMap((account) => {
    const random = createRandom(call.world.seed, arn, account.id, 'findings');
    const make = type.endsWith('UNUSED_ACCESS') ? unused : external;
    const found = Array.from({ length: random.integer(0, 4) }, () => make(call, account, random));
    const isReviewed = call.world.reviewedAccounts.has(account.id);
    return isReviewed ? found.map((finding) => ({ ...finding, status: 'ARCHIVED' as const })) : found;
  });
}

function external(call: OperationCall, account: Account, random: Random): GeneratedFinding {
  const isPublic = random.chance(0.3);
  const hasError = random.chance(0.15);
  const { partition } = call.world;
  const resource = random.pick([
    `arn:${partition}:s3:::shared-${account.id}`,
    `arn:${partition}:iam::${account.id}:role/vendor`,
  ]);
  return {
    ...common(account, random),
    findingType: 'ExternalAccess',
    resource,
    resourceType: resource.includes(':s3:') ? 'AWS::S3::Bucket' : 'AWS::IAM::Role',
    isPublic,
    ...(hasError
      ? { error: 'ACCESS_DENIED', condition: {} }
      : {
          principal: { AWS: isPublic ? '*' : '999988887777' },
          action: [resource.includes(':s3:') ? 's3:GetObject' : 'sts:AssumeRole'],
          condition: isPublic ? {} : { 'sts:ExternalId': 'vendor' },
        }),
  };
}

function unused(call: OperationCall, account: Account, random: Random): GeneratedFinding {
  const isRole = random.chance(0.5);
  return {
    ...common(account, random),
    findingType: isRole ? 'UnusedIAMRole' : 'UnusedIAMUserAccessKey',
    resource: `arn:${call.world.partition}:iam::${account.id}:${isRole ? 'role/old' : 'user/old'}`,
    resourceType: isRole ? 'AWS::IAM::Role' : 'AWS::IAM::User',
    condition: {},
  };
}

function common(account: Account, random: Random) {
  const createdAt = random.date(oldest, newest);
  return {
    id: [8, 4, 4, 4, 12].map((length) => random.text('0123456789abcdef', length)).join('-'),
    createdAt,
    updatedAt: random.date(createdAt, newest),
    analyzedAt: newest,
    status: random.pick(['ACTIVE', 'ACTIVE', 'ARCHIVED', 'RESOLVED'] as const),
    resourceOwnerAccount: account.id,
  };
}
