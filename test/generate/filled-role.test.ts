import { parse } from '@cdktn/hcl2json';
import { describe, expect, test } from 'vitest';
import { awsAccounts } from '../../src/connectors/aws-accounts/connector.ts';
import { awsCloudtrail } from '../../src/connectors/aws-cloudtrail/connector.ts';
import { awsIdentityCenter } from '../../src/connectors/aws-identity-center/connector.ts';
import { awsInventory } from '../../src/connectors/aws-inventory/connector.ts';
import { type FilledRole, filledStackSet, filledTemplate } from '../../src/generate/filled-role.ts';
import { filledModule, filledRollout } from '../../src/generate/filled-terraform.ts';
import { enteredRoleOf, memberRole, organizationRoles } from '../../src/generate/roles.ts';
import { referencesIn, templateProblems } from './cloudformation-schema.ts';

const PRINCIPAL = 'arn:aws:iam::111111111111:role/hub';
const filled = (role: FilledRole['role']): FilledRole => ({
  role,
  name: 'reader',
  path: '/security/',
  trustedPrincipalArns: [PRINCIPAL],
  externalId: 'e$' + '{1}',
});
const ROLLOUT = { organizationalUnitIds: ['r-ab12'], callAs: 'SELF' } as const;

describe.each([memberRole, ...organizationRoles])('the $name role, filled in', (role) => {
  test('is a template that AWS takes and that asks nothing', () => {
    const template = filledTemplate(filled(role));
    expect(templateProblems(template)).toEqual([]);
    expect(new Set(referencesIn(template))).toEqual(
      new Set([...Object.keys(template.Parameters), ...Object.keys(template.Resources)]),
    );
    expect(Object.values(template.Parameters)).toEqual([
      expect.objectContaining({ Default: 'reader' }),
      expect.objectContaining({ Default: PRINCIPAL }),
      expect.objectContaining({ Default: 'e$' + '{1}' }),
    ]);
    expect(template.Resources[`${role.id}Role`]?.Properties.Path).toBe('/security/');
  });

  test('is a module of Terraform by itself', async () => {
    const { resource, variable } = (await parse('main.tf', filledModule(filled(role)))) as {
      readonly resource: Readonly<
        Record<string, Readonly<Record<string, readonly [Record<string, unknown>]>>>
      >;
      readonly variable?: object;
    };
    expect(variable).toBeUndefined();
    const [made] = Object.values(resource.aws_iam_role ?? {}).flat();
    expect(made).toMatchObject({ name: 'reader', path: '/security/' });
    expect(made?.assume_role_policy).toContain('"sts:ExternalId": "e$$' + '{1}"');
    expect(Object.keys(resource.aws_iam_policy ?? {})).toHaveLength(role.policies.length);
  });
});

describe('the member role for all accounts', () => {
  test('is a stack with a StackSet, and the management account’s own role beside it', () => {
    const template = filledStackSet(filled(memberRole), ROLLOUT);
    expect(templateProblems(template)).toEqual([]);
    expect(Object.keys(template.Resources)).toContain('MemberRole');
    expect(template.Parameters.OrganizationalUnitIds).toMatchObject({ Default: 'r-ab12' });
    const body = JSON.parse(String(template.Resources.Members?.Properties.TemplateBody));
    expect(body.Resources.MemberRole.Properties.Path).toBe('/security/');
  });

  test('is a StackSet alone where a delegated administrator deploys it', () => {
    const template = filledStackSet(filled(memberRole), {
      organizationalUnitIds: [],
      callAs: 'DELEGATED_ADMIN',
    });
    expect(templateProblems(template)).toEqual([]);
    expect(Object.keys(template.Resources)).toEqual(['Members']);
    expect(template.Resources.Members?.Properties.CallAs).toBe('DELEGATED_ADMIN');
    expect(template.Parameters.OrganizationalUnitIds).not.toHaveProperty('Default');
    const used = new Set(referencesIn(template.Resources));
    expect(Object.keys(template.Parameters).filter((name) => !used.has(name))).toEqual([]);
  });

  test.each(['SELF', 'DELEGATED_ADMIN'] as const)(
    'is a module of Terraform by itself, called as %s',
    async (callAs) => {
      const module = (await parse('main.tf', filledRollout(filled(memberRole), { ...ROLLOUT, callAs }))) as {
        readonly resource: Record<string, { readonly members?: readonly [Record<string, unknown>] }>;
      };
      const [stackSet] = module.resource.aws_cloudformation_stack_set?.members ?? [];
      expect(stackSet?.parameters).toMatchObject({
        MemberRoleName: 'reader',
        TrustedPrincipalArns: PRINCIPAL,
      });
      expect(stackSet?.call_as).toBe(callAs === 'SELF' ? undefined : callAs);
      expect(module.resource.aws_iam_role === undefined).toBe(callAs !== 'SELF');
    },
  );
});

test('every module enters a role', () => {
  expect(enteredRoleOf(awsCloudtrail)).toBe(memberRole);
  expect(enteredRoleOf(awsInventory)).toBe(memberRole);
  expect(organizationRoles).toContain(enteredRoleOf(awsAccounts));
  expect(enteredRoleOf(awsIdentityCenter).name).toBe('identity-center');
});
