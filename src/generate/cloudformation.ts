import { defaultRoleName, PARAMETER_DOCS, roleTags } from './role-parameters.ts';
import { memberRole, organizationRoles, type Role } from './roles.ts';

/** A CloudFormation template as far as ours go. */
export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description: string;
  readonly Parameters: Readonly<Record<string, object>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, object>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The member role of one account. Also what the StackSet rolls out. */
export function accountTemplate(path = '/'): Template {
  return template('The role through which snowcensus reads one account.', [memberRole], path);
}

/** One role that an account has for the whole organization. */
export function organizationRoleTemplate(role: Role, path = '/'): Template {
  return template(`The ${role.name} role through which snowcensus reads an organization.`, [role], path);
}

/**
 * All of an organization, for a stack in the management account: roles that read the organization, a StackSet that
 * brings the member role to the accounts of its units, those that join later included, and the management account's own
 * member role, for StackSets leave that account out.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-associate-stackset-with-org.html
 */
export function organizationTemplate(): Template {
  const description =
    'The roles through which snowcensus reads an organization. Deploy it in the management account, with trusted ' +
    'access of StackSets to Organizations turned on.';
  return withStackSet(template(description, [memberRole, ...organizationRoles]));
}

/**
 * The member role for all accounts: for a stack in the management account, which gets its own beside the StackSet, or
 * in the account that administers StackSets for it, which can give the management account none.
 */
export function membersTemplate(path = '/', callAs: 'SELF' | 'DELEGATED_ADMIN' = 'SELF'): Template {
  const description =
    'The role through which snowcensus reads an account, for all accounts of an organization.';
  const own = template(description, [memberRole], path);
  return withStackSet(callAs === 'SELF' ? own : { ...own, Resources: {}, Outputs: {} }, path, callAs);
}

function withStackSet(own: Template, path = '/', callAs: 'SELF' | 'DELEGATED_ADMIN' = 'SELF'): Template {
  const units = { Type: 'CommaDelimitedList', Description: PARAMETER_DOCS.organizationalUnitIds };
  const members = memberStackSet(accountTemplate(path));
  const Members =
    callAs === 'SELF' ? members : { ...members, Properties: { ...members.Properties, CallAs: callAs } };
  return {
    ...own,
    Parameters: { ...own.Parameters, OrganizationalUnitIds: units },
    Resources: { ...own.Resources, Members },
  };
}

/** A stack with these roles, all at the same path. */
function template(description: string, roles: readonly Role[], path = '/'): Template {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: description,
    Parameters: {
      ...Object.fromEntries(roles.map((role) => [`${role.id}RoleName`, roleNameParameter(role)])),
      TrustedPrincipalArns: {
        Type: 'CommaDelimitedList',
        Description: PARAMETER_DOCS.trustedPrincipalArns,
      },
      ExternalId: {
        Type: 'String',
        Description: PARAMETER_DOCS.externalId,
        MinLength: 2,
        MaxLength: 1224,
        AllowedPattern: '[A-Za-z0-9+=,.@:/_-]+',
      },
    },
    Resources: Object.assign({}, ...roles.map((role) => roleResources(role, path))) as Record<
      string,
      Resource
    >,
    Outputs: Object.fromEntries(
      roles.map(({ id, doc }) => [
        `${id}RoleArn`,
        { Description: doc, Value: { 'Fn::GetAtt': [`${id}Role`, 'Arn'] } },
      ]),
    ),
  };
}

function roleNameParameter(role: Role) {
  return {
    Type: 'String',
    Description: `Name of the ${role.name} role.`,
    Default: defaultRoleName(role),
    MaxLength: 64,
    AllowedPattern: '[A-Za-z0-9+=,.@_-]+',
  };
}

function roleResources(role: Role, path: string): Record<string, Resource> {
  const { id, doc, policies } = role;
  const managed = policies.map(({ document }, index) => ({
    id: `${id}Policy${index + 1}`,
    resource: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { Description: doc, PolicyDocument: document },
    },
  }));
  return {
    ...Object.fromEntries(managed.map((policy) => [policy.id, policy.resource])),
    [`${id}Role`]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: ref(`${id}RoleName`),
        ...(path === '/' ? {} : { Path: path }),
        Description: doc,
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: ref('TrustedPrincipalArns') },
              Action: 'sts:AssumeRole',
              Condition: { StringEquals: { 'sts:ExternalId': ref('ExternalId') } },
            },
          ],
        },
        ManagedPolicyArns: managed.map((policy) => ref(policy.id)),
        Tags: Object.entries(roleTags(role)).map(([Key, Value]) => ({ Key, Value })),
      },
    },
  };
}

function memberStackSet(body: Template): Resource {
  const name = `${memberRole.id}RoleName`;
  const parameters = {
    [name]: ref(name),
    TrustedPrincipalArns: { 'Fn::Join': [',', ref('TrustedPrincipalArns')] },
    ExternalId: ref('ExternalId'),
  };
  return {
    Type: 'AWS::CloudFormation::StackSet',
    Properties: {
      StackSetName: { 'Fn::Join': ['-', [ref('AWS::StackName'), 'members']] },
      Description: memberRole.doc,
      PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      ManagedExecution: { Active: true },
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      // One account that refuses the stack must not keep the role from all others.
      OperationPreferences: { FailureTolerancePercentage: 100, MaxConcurrentPercentage: 100 },
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      StackInstancesGroup: [
        {
          DeploymentTargets: { OrganizationalUnitIds: ref('OrganizationalUnitIds') },
          // IAM is global: one region is enough, and this one the partition has.
          Regions: [ref('AWS::Region')],
        },
      ],
      TemplateBody: JSON.stringify(body),
    },
  };
}

function ref(name: string) {
  return { Ref: name };
}
