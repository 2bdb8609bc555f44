import type { AnalyzerSummary } from '@aws-sdk/client-accessanalyzer';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { service } from '../service.ts';
import type { RequestFacts } from '../smallest-request.ts';

/** An analyzer that does not exist. */
const findings = ({ partition, region, accountId }: RequestFacts) => ({
  analyzerArn: `arn:${partition}:access-analyzer:${region}:${accountId}:analyzer/snowcensus-check`,
  maxResults: 1,
});

/** IAM Access Analyzer: what its collectors are declared with. AWS publishes no rate for it. */
export const accessAnalyzer = service({
  name: 'accessanalyzer',
  prefix: 'access-analyzer',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-accessanalyzer'),
  client: 'AccessAnalyzerClient',
  whenEmpty: 'wait',
  requests: {
    ListAnalyzers: [{ maxResults: 1 }],
    ListFindings: [findings, 'ResourceNotFoundException'],
    ListFindingsV2: [findings, 'ResourceNotFoundException'],
  },
});

/** Analyzers of the region, listed once for all collectors. */
export function readAnalyzers(context: CollectContext): Promise<readonly AnalyzerSummary[]> {
  return context.once(`accessanalyzer:analyzers ${context.region}`, (shared) =>
    listAll(shared, accessAnalyzer, 'ListAnalyzers', 'analyzers', { pageSize: 100 }),
  );
}
