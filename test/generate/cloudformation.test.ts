import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Template } from '../../src/generate/cloudformation.ts';
import { memberRole, organizationRoles, type Role } from '../../src/generate/roles.ts';
import { VERSION } from '../../src/version.ts';
import { referencesIn, templateProblems } from './cloudformation-schema.ts';

const text = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../config/aws/cloudformation', `${name}.json`), 'utf8');
const read = (name: string) => JSON.parse(text(name)) as Template;
const account = read('account');
const organization = read('organization');
const stackSet = organization.Resources.Members?.Properties ?? {};

describe.each([
  { name: 'account', template: account, roles: [memberRole] },
  { name: 'organization', template: organization, roles: [memberRole, ...organizationRoles] },
])('the $name template', ({ name, template, roles }) => {
  test('is one that AWS takes, also when it is passed as text', () => {
    expect(templateProblems(template)).toEqual([]);
    expect(text(name).length).toBeLessThanOrEqual(51_200);
    expect(template.Description.length).toBeLessThanOrEqual(1024);
  });

  test('uses every parameter', () => {
    const used = new Set(referencesIn(template));
    expect(Object.keys(template.Parameters).filter((parameter) => !used.has(parameter))).toEqual([]);
  });

  test.each(roles)('has the $name role with its policies, external id and version', (role) => {
    const { Type, Properties } = template.Resources[`${role.id}Role`] ?? {};
    expect(Type).toBe('AWS::IAM::Role');
    expect(Properties).toMatchObject({
      RoleName: { Ref: `${role.id}RoleName` },
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { AWS: { Ref: 'TrustedPrincipalArns' } },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
          },
        ],
      },
      Tags: [
        { Key: 'snowcensus-version', Value: VERSION },
        { Key: 'snowcensus-actions', Value: expect.stringMatching(/^[0-9a-f]{12}$/) },
      ],
    });
    expect(attached(template, role)).toEqual(role.policies.map(({ document }) => document));
    expect(role.doc).toMatch(/^[\x20-\x7e]{1,1000}$/);
  });

  test('allows nobody anything else', () => {
    const counts = Map.groupBy(Object.values(template.Resources), ({ Type }) => Type);
    expect(counts.get('AWS::IAM::Role')).toHaveLength(roles.length);
    expect(counts.get('AWS::IAM::ManagedPolicy')).toHaveLength(
      roles.flatMap(({ policies }) => policies).length,
    );
  });
});

describe('the StackSet', () => {
  test('rolls out the account template, also to accounts that join later', () => {
    expect(JSON.parse(String(stackSet.TemplateBody))).toEqual(account);
    expect(stackSet).toMatchObject({
      PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: true },
      StackInstancesGroup: [
        { DeploymentTargets: { OrganizationalUnitIds: { Ref: 'OrganizationalUnitIds' } } },
      ],
    });
  });

  test('gives it every parameter, lists as text', () => {
    expect(stackSet.Parameters).toEqual([
      { ParameterKey: 'MemberRoleName', ParameterValue: { Ref: 'MemberRoleName' } },
      {
        ParameterKey: 'TrustedPrincipalArns',
        ParameterValue: { 'Fn::Join': [',', { Ref: 'TrustedPrincipalArns' }] },
      },
      { ParameterKey: 'ExternalId', ParameterValue: { Ref: 'ExternalId' } },
    ]);
    expect(Object.keys(account.Parameters)).toEqual(['MemberRoleName', 'TrustedPrincipalArns', 'ExternalId']);
  });
});

test('the check finds what AWS would refuse', () => {
  const Resources = {
    A: { Type: 'AWS::IAM::Rule', Properties: {} },
    B: { Type: 'AWS::IAM::Role', Properties: { Rolename: 'b', Path: 1, RoleName: { Ref: 'C' } } },
    D: {
      Type: 'AWS::CloudFormation::StackSet',
      Properties: { StackSetName: 'd', PermissionModel: 'SERVICE', AutoDeployment: { Enabled: 'yes' } },
    },
  };
  expect(templateProblems({ ...account, Parameters: {}, Resources, Outputs: {} })).toEqual([
    'nothing is called C',
    'A is of no type AWS::IAM::Rule',
    'B lacks AssumeRolePolicyDocument',
    'B has no property Rolename',
    'B.Path is no string',
    'D.PermissionModel cannot be SERVICE',
    'D.AutoDeployment.Enabled is no boolean',
  ]);
});

function attached(template: Template, { id }: Role): readonly unknown[] {
  return referencesIn(template.Resources[`${id}Role`]?.Properties.ManagedPolicyArns).map(
    (name) => template.Resources[name]?.Properties.PolicyDocument,
  );
}
