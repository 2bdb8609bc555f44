import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktn/hcl2json';
import { describe, expect, test } from 'vitest';
import { accountTemplate } from '../../src/generate/cloudformation.ts';
import { memberRole, organizationRoles } from '../../src/generate/roles.ts';
import { VERSION } from '../../src/version.ts';

const ROOT = join(import.meta.dirname, '../../config/aws/terraform');
const MODULES = ['role', 'account', 'organization'];

interface StackSet {
  readonly permission_model: string;
  readonly template_body: string;
  readonly auto_deployment: readonly object[];
  readonly parameters: object;
}

/** A module as the parser gives it: blocks by kind, then by labels, each a list. */
interface Parsed {
  readonly variable: Readonly<Record<string, readonly [{ readonly default?: unknown }]>>;
  readonly module?: Readonly<Record<string, readonly [Readonly<Record<string, unknown>>]>>;
  readonly resource?: {
    readonly aws_cloudformation_stack_set?: { readonly members: readonly [StackSet] };
  };
  readonly output: Readonly<Record<string, unknown>>;
}

const source = (module: string) => readFileSync(join(ROOT, module, 'main.tf'), 'utf8');
const parsed = async (module: string) => (await parse('main.tf', source(module))) as Parsed;

describe.each(MODULES)('the module %s', (module) => {
  test('is HCL, uses every variable and no other, and every file it reads is there', async () => {
    const declared = Object.keys((await parsed(module)).variable);
    const used = [...source(module).matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(declared));
    for (const [, path = ''] of source(module).matchAll(/\$\{path\.module\}\/([^"$]+)"/g)) {
      expect(existsSync(join(ROOT, module, path)), path).toBe(true);
    }
  });

  test('gives the modules it uses all they ask for and nothing else', async () => {
    for (const [{ source: path, ...given }] of Object.values((await parsed(module)).module ?? {})) {
      const { variable } = await parsed(join(module, String(path)));
      expect(new Set(Object.keys(given))).toEqual(new Set(Object.keys(variable)));
    }
  });
});

test('the role asks for the external id', () => {
  expect(source('role')).toContain('Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }');
});

test.each([
  { module: 'account', roles: [memberRole] },
  { module: 'organization', roles: organizationRoles },
])('$module makes its roles with their policies and the version', async ({ module, roles }) => {
  const { module: used = {} } = await parsed(module);
  const made = Object.entries(used).filter(([, [{ source: path }]]) => path === '../role');
  expect(made.map(([name, [{ policies, tags }]]) => ({ name, policies, tags }))).toEqual(
    roles.map(({ name, policies }) => ({
      name,
      policies: policies.map((policy) => policy.name),
      tags: {
        'snowcensus-version': VERSION,
        'snowcensus-actions': expect.stringMatching(/^[0-9a-f]{12}$/),
      },
    })),
  );
});

test('organization gives the management account its member role and the StackSet the account template', async () => {
  const { module = {}, resource = {} } = await parsed('organization');
  expect(module.member?.[0].source).toBe('../account');
  const [stackSet] = resource.aws_cloudformation_stack_set?.members ?? [];
  expect(stackSet).toMatchObject({
    permission_model: 'SERVICE_MANAGED',
    template_body: expect.stringContaining('/cloudformation/account.json'),
    auto_deployment: [{ enabled: true }],
  });
  expect(new Set(Object.keys(stackSet?.parameters ?? {}))).toEqual(
    new Set(Object.keys(accountTemplate().Parameters)),
  );
});
