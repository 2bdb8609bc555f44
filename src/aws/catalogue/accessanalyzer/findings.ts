import type {
  AnalyzerSummary,
  FindingSummary,
  FindingSummaryV2,
  FindingType,
} from '@aws-sdk/client-accessanalyzer';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { ofEach } from '../not-found.ts';
import { accessAnalyzer, readAnalyzers } from './service.ts';

/** A finding with the analyzer that it is of; only findings of access from outside tell principal, actions and condition. */
export interface AnalyzerFinding extends Partial<FindingSummary> {
  readonly findingType?: FindingSummaryV2['findingType'];
  readonly analyzerArn: string;
  readonly analyzerType: string | undefined;
}

/** Findings that hold no longer are left out: AWS keeps them for ninety days. */
const filter = { status: { neq: ['RESOLVED'] } };

/** Kinds of analyzers of which the older list tells more: principal, actions, and whether access is public. */
const EXTERNAL: ReadonlySet<string> = new Set(['ACCOUNT', 'ORGANIZATION']);

/** Findings of every active analyzer of the region. One that was deleted since it was listed finds nothing any more. */
export async function* readFindings(context: CollectContext): AsyncGenerator<AnalyzerFinding> {
  const all = await readAnalyzers(context);
  const items = all.filter(({ status }) => status === 'ACTIVE');
  const gone = ['ResourceNotFoundException'];
  yield* ofEach({ items, gone, things: 'analyzers' }, (analyzer) => findingsOf(context, analyzer));
}

async function findingsOf(
  context: CollectContext,
  { arn: analyzerArn = '', type: analyzerType }: AnalyzerSummary,
): Promise<readonly AnalyzerFinding[]> {
  const request = { input: { analyzerArn, filter }, pageSize: 100 };
  const whose = { analyzerArn, analyzerType };
  if (EXTERNAL.has(analyzerType ?? '')) {
    const findingType: FindingType = 'ExternalAccess';
    const found = await listAll(context, accessAnalyzer, 'ListFindings', 'findings', request);
    return found.map((finding) => ({ ...finding, ...whose, findingType }));
  }
  const found = await listAll(context, accessAnalyzer, 'ListFindingsV2', 'findings', request);
  return found.map((finding) => ({ ...finding, ...whose }));
}
