import type {
  AnalyzerSummary,
  ListAnalyzersRequest,
  ListAnalyzersResponse,
  ListFindingsRequest,
  ListFindingsResponse,
  ListFindingsV2Request,
  ListFindingsV2Response,
} from '@aws-sdk/client-accessanalyzer';
import { AwsError, type Operation, type OperationCall } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { SandboxDefect } from '../wire/protocol.ts';
import { analyzersOf, findingsOf, type GeneratedFinding } from '../world/analyzers.ts';
import { typed } from './typed.ts';

const pageLimit = 100;

/** IAM Access Analyzer, as far as it lists analyzers and their findings. */
export const accessAnalyzerOperations: Readonly<Record<string, Operation>> = {
  ListAnalyzers: typed<ListAnalyzersRequest, ListAnalyzersResponse>((call) => {
    const { type } = call.input;
    const analyzers = analyzersOf(call).filter((analyzer) => type === undefined || analyzer.type === type);
    const { items, nextToken } = cut(call, `ListAnalyzers ${call.region} ${type ?? ''}`, analyzers);
    return { analyzers: [...items], ...(nextToken === undefined ? {} : { nextToken }) };
  }),

  /** Tells more of each finding than the newer list, and is for analyzers of external access only. */
  ListFindings: typed<ListFindingsRequest, ListFindingsResponse>((call) => {
    const analyzer = analyzerNamed(call);
    if (!isExternal(analyzer)) throw invalid('The operation is not supported for this type of analyzer');
    const { items, nextToken } = cut(call, `ListFindings ${analyzer.arn}`, wanted(call, analyzer));
    const findings = items.map(({ findingType: _, ...finding }) => finding);
    return { findings, ...(nextToken === undefined ? {} : { nextToken }) };
  }),

  ListFindingsV2: typed<ListFindingsV2Request, ListFindingsV2Response>((call) => {
    const analyzer = analyzerNamed(call);
    const { items, nextToken } = cut(call, `ListFindingsV2 ${analyzer.arn}`, wanted(call, analyzer));
    const findings = items.map(
      ({ principal: _p, action: _a, isPublic: _i, condition: _c, ...finding }) => finding,
    );
    return { findings, ...(nextToken === undefined ? {} : { nextToken }) };
  }),
};

type FindingsCall = OperationCall & { readonly input: ListFindingsRequest };

function analyzerNamed(call: FindingsCall): AnalyzerSummary {
  const analyzer = analyzersOf(call).find(({ arn }) => arn === call.input.analyzerArn);
  if (analyzer) return analyzer;
  throw new AwsError('ResourceNotFoundException', 'The analyzer does not exist', 404, {
    resourceId: call.input.analyzerArn,
    resourceType: 'ANALYZER',
  });
}

function isExternal({ type }: AnalyzerSummary): boolean {
  return type === 'ACCOUNT' || type === 'ORGANIZATION';
}

/** Filters by status, which is all that anybody has asked for so far. */
function wanted({ input, ...call }: FindingsCall, analyzer: AnalyzerSummary): readonly GeneratedFinding[] {
  const { status, ...others } = input.filter ?? {};
  const strange = Object.keys({ ...others, ...(status?.contains && { contains: 1 }) });
  if (strange.length > 0) throw new SandboxDefect(`findings are not filtered by ${strange.join(', ')} here`);
  return findingsOf({ ...call, input }, analyzer).filter(
    (finding) =>
      (status?.eq?.includes(finding.status ?? '') ?? true) && !status?.neq?.includes(finding.status ?? ''),
  );
}

interface PagedInput {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

function cut<T>(call: OperationCall & { readonly input: PagedInput }, list: string, items: readonly T[]) {
  const { maxResults = pageLimit, nextToken: token } = call.input;
  if (maxResults < 1 || maxResults > pageLimit) throw invalid('maxResults must be between 1 and 100');
  return pageOf(call, {
    list,
    items,
    size: maxResults,
    token,
    invalidToken: () => invalid('The nextToken is not valid'),
  });
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message, 400, { reason: 'fieldValidationFailed' });
}
