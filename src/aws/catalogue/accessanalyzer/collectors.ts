import type { AnalyzerSummary } from '@aws-sdk/client-accessanalyzer';
import { type AnalyzerFinding, readFindings } from './findings.ts';
import { accessAnalyzer, readAnalyzers } from './service.ts';

export const analyzers = accessAnalyzer.read<{ ANALYZERS: AnalyzerSummary }>('analyzers', {
  doc: 'IAM Access Analyzer’s analyzers: a region without one has nobody who looks.',
  calls: '1 per 100',
  actions: ['access-analyzer:ListAnalyzers'],
  tables: {
    ANALYZERS: {
      doc: 'Access analyzers, one row each.',
      key: 'arn',
      // An account that has an analyzer at all wants one in every region, used or not; what one of the organization
      // finds is about other accounts, and no probe of its own shows it.
      showsUse: isOfOrganization,
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
  async *read(context) {
    for (const analyzer of await readAnalyzers(context)) yield ['ANALYZERS', analyzer];
  },
});

function isOfOrganization({ type }: AnalyzerSummary): boolean {
  return type?.startsWith('ORGANIZATION') === true;
}

export const findings = accessAnalyzer.read<{ FINDINGS: AnalyzerFinding }>('findings', {
  doc: 'What active analyzers have found and is not resolved: access from outside and inside, and access that nobody uses; one of the organization tells of all accounts.',
  calls: '1 per 100 analyzers, 1 per active analyzer and 100 findings',
  actions: ['access-analyzer:ListAnalyzers'],
  conditional: {
    'access-analyzer:ListFindings': 'there is an analyzer of external access',
    'access-analyzer:ListFindingsV2': 'there is an analyzer of unused or internal access',
  },
  tables: {
    FINDINGS: {
      doc: 'Findings of active access analyzers, one row each: those of an organization’s analyzer are about its members.',
      account: 'RESOURCE_OWNER_ACCOUNT_ID',
      key: 'id',
      // What is found shows by itself.
      showsUse: () => false,
      volatile: ['analyzedAt'],
      columns: {
        RESOURCE_OWNER_ACCOUNT_ID: ['STRING', 'resourceOwnerAccount', 'Account that has the resource.'],
        FINDING_ID: ['STRING', 'id', 'Finding id.'],
        FINDING_TYPE: ['STRING', 'findingType', 'Such as ExternalAccess, UnusedIAMRole or UnusedPermission.'],
        STATUS: ['STRING', 'status', 'ACTIVE, or ARCHIVED where somebody has accepted it.'],
        RESOURCE_TYPE: ['STRING', 'resourceType', 'Such as AWS::S3::Bucket.'],
        RESOURCE_ARN: ['STRING', 'resource', 'What it is about.'],
        IS_PUBLIC: [
          'BOOLEAN',
          'isPublic',
          'Whether everybody has access; NULL where it is not about access from outside.',
        ],
        PRINCIPAL: ['VARIANT', 'principal', 'Who has access from outside.'],
        ACTIONS: ['VARIANT', 'action', 'What the principal may do.'],
        CONDITION: ['VARIANT', 'condition', 'What must hold for that.'],
        ERROR: ['STRING', 'error', 'Why the resource could not be analyzed; NULL where it could.'],
        ANALYZER_ARN: ['STRING', 'analyzerArn', 'Analyzer that found it.'],
        ANALYZER_TYPE: ['STRING', 'analyzerType', 'Such as ACCOUNT or ORGANIZATION_UNUSED_ACCESS.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'createdAt', 'When it was found.'],
        UPDATED_AT: ['TIMESTAMP_LTZ', 'updatedAt', 'When it last changed.'],
      },
    },
  },
  async *read(context) {
    for await (const finding of readFindings(context)) yield ['FINDINGS', finding];
  },
});
