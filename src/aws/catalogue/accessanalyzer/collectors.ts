import { service } from '../service.ts';

const accessAnalyzer = service({
  name: 'accessanalyzer',
  prefix: 'access-analyzer',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-accessanalyzer'),
  client: 'AccessAnalyzerClient',
  whenEmpty: 'wait',
  requests: { ListAnalyzers: [{ maxResults: 1 }] },
});

export const analyzers = accessAnalyzer.operation('analyzers', 'ListAnalyzers', {
  doc: 'IAM Access Analyzer’s analyzers: a region without one has nobody who looks.',
  pageSize: 100,
  tables: {
    ANALYZERS: {
      doc: 'Access analyzers, one row each.',
      rows: 'analyzers',
      key: 'arn',
      // An account that has an analyzer at all wants one in every region, used or not.
      showsUse: () => false,
      volatile: ['lastResourceAnalyzed', 'lastResourceAnalyzedAt'],
      columns: {
        ARN: ['STRING', 'arn', 'Analyzer ARN.'],
        NAME: ['STRING', 'name', 'Analyzer name.'],
        TYPE: ['STRING', 'type', 'ACCOUNT, ORGANIZATION or one of their unused and internal access kinds.'],
        STATUS: ['STRING', 'status', 'ACTIVE, CREATING, DISABLED or FAILED.'],
        STATUS_REASON: ['STRING', 'statusReason.code', 'Why it is not active.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'createdAt', 'When it was made.'],
        LAST_ANALYZED_AT: ['TIMESTAMP_LTZ', 'lastResourceAnalyzedAt', 'When it last looked at a resource.'],
        TAGS: ['VARIANT', 'tags', 'Tags as an object.'],
      },
    },
  },
});
