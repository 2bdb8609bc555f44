import type {
  AnalyzerSummary,
  ListAnalyzersRequest,
  ListAnalyzersResponse,
} from '@aws-sdk/client-accessanalyzer';
import { AwsError, type Operation, type OperationCall } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { createRandom } from '../world/random.ts';
import { newest, oldest } from '../world/times.ts';
import { typed } from './typed.ts';

const pageLimit = 100;

/** IAM Access Analyzer, as far as it lists analyzers. */
export const accessAnalyzerOperations: Readonly<Record<string, Operation>> = {
  ListAnalyzers: typed<ListAnalyzersRequest, ListAnalyzersResponse>((call) => {
    const { maxResults = pageLimit, nextToken: token, type } = call.input;
    if (maxResults < 1 || maxResults > pageLimit) throw invalid('maxResults must be between 1 and 100');
    const { items, nextToken } = pageOf(call, {
      list: `ListAnalyzers ${call.region} ${type ?? ''}`,
      items: analyzersOf(call).filter((analyzer) => type === undefined || analyzer.type === type),
      size: maxResults,
      token,
      invalidToken: () => invalid('The nextToken is not valid'),
    });
    return { analyzers: [...items], ...(nextToken === undefined ? {} : { nextToken }) };
  }),
};

/** Half of the regions have one for the account, some of them disabled since its role was deleted. */
function analyzersOf({ world, account, region }: OperationCall): AnalyzerSummary[] {
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

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message, 400, { reason: 'fieldValidationFailed' });
}
