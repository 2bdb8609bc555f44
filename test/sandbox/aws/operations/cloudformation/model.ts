import { type Description, describedOperation } from '../../wire/described.ts';
import type { OperationShape } from '../../wire/shapes.ts';

const parameters: Description = [
  { ParameterKey: 'string', ParameterValue: 'string', UsePreviousValue: 'boolean', ResolvedValue: 'string' },
];
const tags: Description = [{ 'Key!': 'string', 'Value!': 'string' }];

const change: Description = {
  Type: 'string',
  ResourceChange: {
    Action: 'string',
    LogicalResourceId: 'string',
    PhysicalResourceId: 'string',
    ResourceType: 'string',
    Replacement: 'string',
    Scope: ['string'],
  },
};

const stack: Description = {
  StackId: 'string',
  'StackName!': 'string',
  ChangeSetId: 'string',
  Description: 'string',
  Parameters: parameters,
  'CreationTime!': 'timestamp',
  DeletionTime: 'timestamp',
  LastUpdatedTime: 'timestamp',
  'StackStatus!': 'string',
  StackStatusReason: 'string',
  DisableRollback: 'boolean',
  NotificationARNs: ['string'],
  Capabilities: ['string'],
  Outputs: [{ OutputKey: 'string', OutputValue: 'string', Description: 'string', ExportName: 'string' }],
  Tags: tags,
  EnableTerminationProtection: 'boolean',
  DriftInformation: { 'StackDriftStatus!': 'string' },
};

const stackEvent: Description = {
  'StackId!': 'string',
  'EventId!': 'string',
  'StackName!': 'string',
  LogicalResourceId: 'string',
  PhysicalResourceId: 'string',
  ResourceType: 'string',
  'Timestamp!': 'timestamp',
  ResourceStatus: 'string',
  ResourceStatusReason: 'string',
};

/** CloudFormation's API reference, as far as it is spoken; its SDK is none of the dependencies. */
const OPERATIONS: Readonly<Record<string, OperationShape>> = Object.fromEntries(
  [
    describedOperation('ActivateOrganizationsAccess', {}, {}),
    describedOperation(
      'CreateChangeSet',
      {
        'StackName!': 'string',
        TemplateBody: 'string',
        TemplateURL: 'string',
        UsePreviousTemplate: 'boolean',
        Parameters: parameters,
        Capabilities: ['string'],
        Tags: tags,
        'ChangeSetName!': 'string',
        ClientToken: 'string',
        Description: 'string',
        ChangeSetType: 'string',
      },
      { Id: 'string', StackId: 'string' },
    ),
    describedOperation('DeleteStack', { 'StackName!': 'string', ClientRequestToken: 'string' }, 'nothing'),
    describedOperation(
      'DescribeChangeSet',
      {
        'ChangeSetName!': 'string',
        StackName: 'string',
        NextToken: 'string',
        IncludePropertyValues: 'boolean',
      },
      {
        ChangeSetName: 'string',
        ChangeSetId: 'string',
        StackId: 'string',
        StackName: 'string',
        Description: 'string',
        Parameters: parameters,
        CreationTime: 'timestamp',
        ExecutionStatus: 'string',
        Status: 'string',
        StatusReason: 'string',
        NotificationARNs: ['string'],
        Capabilities: ['string'],
        Tags: tags,
        Changes: [change],
        IncludeNestedStacks: 'boolean',
      },
    ),
    describedOperation(
      'DescribeStackEvents',
      { 'StackName!': 'string', NextToken: 'string' },
      { StackEvents: [stackEvent], NextToken: 'string' },
    ),
    describedOperation(
      'DescribeStacks',
      { StackName: 'string', NextToken: 'string' },
      { Stacks: [stack], NextToken: 'string' },
    ),
    describedOperation(
      'ExecuteChangeSet',
      {
        'ChangeSetName!': 'string',
        StackName: 'string',
        ClientRequestToken: 'string',
        DisableRollback: 'boolean',
      },
      {},
    ),
    describedOperation(
      'GetTemplateSummary',
      { TemplateBody: 'string', TemplateURL: 'string', StackName: 'string' },
      {
        Parameters: [
          {
            ParameterKey: 'string',
            DefaultValue: 'string',
            ParameterType: 'string',
            NoEcho: 'boolean',
            Description: 'string',
            ParameterConstraints: { AllowedValues: ['string'] },
          },
        ],
        Description: 'string',
        Capabilities: ['string'],
        CapabilitiesReason: 'string',
        ResourceTypes: ['string'],
        Version: 'string',
        DeclaredTransforms: ['string'],
      },
    ),
    describedOperation(
      'ValidateTemplate',
      { TemplateBody: 'string', TemplateURL: 'string' },
      {
        Parameters: [
          { ParameterKey: 'string', DefaultValue: 'string', NoEcho: 'boolean', Description: 'string' },
        ],
        Description: 'string',
        Capabilities: ['string'],
        CapabilitiesReason: 'string',
        DeclaredTransforms: ['string'],
      },
    ),
  ].map((operation) => [operation.name, operation]),
);

export function cloudFormationOperation(name: string): OperationShape | undefined {
  return OPERATIONS[name];
}
