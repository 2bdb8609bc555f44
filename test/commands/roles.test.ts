import { parse } from '@cdktn/hcl2json';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connections } from '../../src/commands/connections.ts';
import { roles as command } from '../../src/commands/roles.ts';
import type { Template } from '../../src/generate/cloudformation.ts';
import { roleTags } from '../../src/generate/role-parameters.ts';
import { actionsOf, memberRole } from '../../src/generate/roles.ts';
import { templateProblems } from '../generate/cloudformation-schema.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import type { PolicyStatement } from '../sandbox/aws/contract.ts';
import { accountOf } from '../sandbox/aws/world/plant.ts';
import { runCommand } from './in-process.ts';

let sandbox: PreparedSandbox;
let members: readonly string[];
let member: string;
beforeAll(async () => {
  sandbox = await startPreparedSandbox({ accounts: 5 });
  // The SDK's default chain reads the environment of the process.
  Object.assign(process.env, sandbox.env);
  const { sourceRoleArn, organizationRoleArn, memberRoleName, externalId } = sandbox.world.entry;
  members = [...sandbox.world.accounts.keys()].filter(
    (id) => ![sandbox.world.managementAccountId, sourceRoleArn.split(':')[4]].includes(id),
  );
  [member = ''] = members;
  const source = ['--source-role-arn', sourceRoleArn];
  await add('ACCOUNTS', 'aws_accounts', ...source, '--destination-role-arn', organizationRoleArn);
  const role = ['--destination-role-name', memberRoleName];
  await add('ALL', 'aws_inventory', ...source, ...role, '--accounts-connection-name', 'ACCOUNTS');
  await add('ONE', 'aws_inventory', ...source, ...role, '--account-ids', member, '--external-id', externalId);
  await add(
    ...['MANY', 'aws_inventory', ...source, ...role],
    ...['--account-ids', members.join(','), '--external-id', externalId],
  );
  await add('DIRECT', 'aws_inventory', '--destination-role-name', 'security/reader', '--account-ids', member);
  await add('BARE', 'aws_inventory', '--account-ids', member);
});
afterAll(() => sandbox.close());

async function add(name: string, module: string, ...flags: readonly string[]): Promise<void> {
  const result = await runCommand(connections, sandbox.env, ['add', name, '--module', module, ...flags]);
  expect(result.code, result.stderr).toBe(0);
}

const roles = (...args: readonly string[]) => runCommand(command, sandbox.env, args);

async function template(...args: readonly string[]): Promise<Template> {
  const { code, stdout, stderr } = await roles(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const printed = JSON.parse(stdout) as Template;
  expect(templateProblems(printed)).toEqual([]);
  return printed;
}

async function externalIdOf(name: string): Promise<unknown> {
  const { stdout } = await runCommand(connections, sandbox.env, ['show', name, '--json']);
  const { options } = JSON.parse(stdout) as { readonly options: Record<string, unknown> };
  return options.external_id ?? options.destination_role_external_id;
}

describe('a template', () => {
  test('for all members is a StackSet with the connection’s own names', async () => {
    const { Parameters, Resources } = await template('ALL', '--organizational-unit', sandbox.world.rootId);
    expect(Parameters).toMatchObject({
      MemberRoleName: { Default: sandbox.world.entry.memberRoleName },
      TrustedPrincipalArns: { Default: sandbox.world.entry.sourceRoleArn },
      ExternalId: { Default: await externalIdOf('ALL') },
      OrganizationalUnitIds: { Default: sandbox.world.rootId },
    });
    expect(Resources.Members?.Type).toBe('AWS::CloudFormation::StackSet');
    const delegated = await template('ALL', '--delegated-admin');
    expect(Object.keys(delegated.Resources)).toEqual(['Members']);
  });

  test('for one account is the role alone, and who assumes it is asked of AWS', async () => {
    const { Parameters, Resources } = await template('DIRECT');
    const user = `arn:aws:iam::${sandbox.world.entry.sourceRoleArn.split(':')[4]}:user/snowcensus`;
    expect(Parameters).toMatchObject({
      MemberRoleName: { Default: 'reader' },
      TrustedPrincipalArns: { Default: user },
    });
    expect(Resources.MemberRole?.Properties.Path).toBe('/security/');
  });

  test('for the account of the organization has that role', async () => {
    const printed = await template('ACCOUNTS', '--trusted-principal', 'arn:aws:iam::111111111111:role/a');
    expect(printed.Parameters).toMatchObject({
      OrganizationRoleName: { Default: sandbox.world.entry.organizationRoleArn.split('/').at(-1) },
      TrustedPrincipalArns: { Default: 'arn:aws:iam::111111111111:role/a' },
      ExternalId: { Default: await externalIdOf('ACCOUNTS') },
    });
    expect(Object.keys(printed.Resources)).toContain('OrganizationRole');
  });

  test('for the hub is the role of the process, which may enter all that start from it', async () => {
    const { sourceRoleArn, organizationRoleArn, memberRoleName } = sandbox.world.entry;
    const printed = await template('ALL', '--for', 'hub', '--runs-on', 'ecs');
    const { Resources } = printed;
    expect(Resources.HubRole?.Properties.RoleName).toBe(sourceRoleArn.split('/').at(-1));
    expect(Resources.HubPolicy?.Properties.PolicyDocument).toMatchObject({
      Statement: [
        {
          Resource: [organizationRoleArn, sourceRoleArn, `arn:aws:iam::*:role/${memberRoleName}`].sort(),
        },
      ],
    });
    const asked = JSON.stringify(await template('ACCOUNTS', '--for', 'hub'));
    expect(asked).toContain(`arn:aws:iam::${sourceRoleArn.split(':')[4]}:user/snowcensus`);
    const { stdout } = await roles('ALL', '--for', 'hub', '--runs-on', 'ec2', '--format', 'terraform');
    expect(await parse('main.tf', stdout)).toMatchObject({ resource: { aws_iam_instance_profile: {} } });
  });

  test('is there for Terraform, or as the policy alone', async () => {
    const { stdout } = await roles('ONE', '--format', 'terraform');
    expect(await parse('main.tf', stdout)).toMatchObject({ resource: { aws_iam_role: {} } });
    expect(stdout).toContain(sandbox.world.entry.externalId);
    const policy = await roles('BARE', '--format', 'policy');
    expect(JSON.parse(policy.stdout)).toEqual(memberRole.policies[0]?.document);
  });

  test.each([
    ['an audience that does not fit', ['ALL', '--for', 'organization'], 'enters the member role'],
    ['a StackSet for one account', ['ONE', '--format', 'stackset'], 'a StackSet is for all members'],
    ['a format that is none', ['ONE', '--format', 'pulumi'], 'Use one of cloudformation'],
    ['an external id that is none', ['ONE', '--external-id', 'a b'], '--external-id is not an external id'],
    ['a principal that is none', ['ONE', '--trusted-principal', '1'], '--trusted-principal 1 is not the ARN'],
    [
      'a platform that is none',
      ['ALL', '--for', 'hub', '--runs-on', 'lambda'],
      '--runs-on lambda is not known',
    ],
    ['a hub of no role', ['DIRECT', '--for', 'hub'], 'DIRECT_CONNECTION starts from no role'],
    ['a hub without its provider', ['ALL', '--for', 'hub', '--runs-on', 'eks-irsa'], 'needs --oidc-provider'],
    ['no role to enter', ['BARE'], 'BARE_CONNECTION enters no role'],
    ['no connection', [], 'roles takes the name of one connection'],
  ])('%s is told with its remedy', async (_, args, message) => {
    const { code, stdout, stderr } = await roles(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('--update', () => {
  test('says what has changed since the role was deployed', async () => {
    const { memberRoleName } = sandbox.world.entry;
    const [first = '', ...others] = actionsOf(memberRole);
    accountOf(sandbox.world, member).changeIam((iam) => {
      const role = iam.roles.get(memberRoleName);
      if (!role) throw new Error('the member role is missing');
      role.tags = [{ Key: 'snowcensus-version', Value: '0.0.9' }];
      const Statement = [{ Effect: 'Allow' as const, Action: [...others, 's3:GetObject'], Resource: '*' }];
      role.inlinePolicies = [{ PolicyName: 'read', Document: { Version: '2012-10-17', Statement } }];
    });
    const { code, stdout, stderr } = await roles('ONE', '--update', '--json');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    const [update] = JSON.parse(stdout) as readonly object[];
    expect(update).toEqual({
      account: member,
      role: `arn:aws:iam::${member}:role/${memberRoleName}`,
      deployed: '0.0.9',
      current: roleTags(memberRole)['snowcensus-version'],
      added: [first],
      removed: ['s3:GetObject'],
      denied: [],
      problem: null,
    });
    const text = await roles('ONE', '--update');
    expect(text.stdout).toContain('from version 0.0.9, to be deployed again');
    expect(text.stdout).toContain(`  added    ${first}\n  removed  s3:GetObject\n`);
  });

  test('looks at every account, says once what they share, and mentions what is denied', async () => {
    const { memberRoleName } = sandbox.world.entry;
    const [denying = '', ...others] = members;
    for (const id of members) {
      accountOf(sandbox.world, id).changeIam((iam) => {
        const role = iam.roles.get(memberRoleName);
        if (!role) throw new Error('the member role is missing');
        const Statement: PolicyStatement[] = [
          { Effect: 'Allow', Action: actionsOf(memberRole).slice(1), Resource: '*' },
        ];
        if (id === denying) {
          Statement.push({ Effect: 'Deny', Action: 'ec2:*', Resource: '*' });
          Statement.push({ Effect: 'Deny', NotAction: ['ec2:*', 'iam:*', 'sts:*'], Resource: '*' });
        }
        role.inlinePolicies = [{ PolicyName: 'read', Document: { Version: '2012-10-17', Statement } }];
      });
    }
    const { stdout } = await roles('MANY', '--update');
    expect(others.length).toBeGreaterThan(1);
    expect(stdout).toContain(`role/${memberRoleName} in ${others.length} accounts: ${others.join(', ')}: `);
    expect(stdout.match(/ {2}added /g)).toHaveLength(2);
    expect(stdout).toContain('  denied   ec2:*, by a Deny statement');
    expect(stdout).toContain('  denied   all but ec2:*, iam:*, sts:*, by a Deny statement');
    const { code, stdout: json } = await roles('MANY', '--update', '--json');
    const updates = JSON.parse(json) as readonly { readonly account: string; readonly denied: string[] }[];
    expect(updates.map(({ account }) => account)).toEqual(members);
    expect(updates.map(({ denied }) => denied.length)).toEqual([2, ...others.map(() => 0)]);
    expect(code).toBe(2);
  });

  test('finds nothing in a role that is as it would be deployed, by managed policies', async () => {
    const { memberRoleName } = sandbox.world.entry;
    accountOf(sandbox.world, member).changeIam((iam) => {
      const role = iam.roles.get(memberRoleName);
      const [policy] = iam.policies.values();
      if (!role || !policy) throw new Error('the account lacks a role or a policy');
      role.tags = Object.entries(roleTags(memberRole)).map(([Key, Value]) => ({ Key, Value }));
      role.inlinePolicies = [];
      role.attachedPolicyArns = [policy.Arn];
      policy.versions = memberRole.policies.map(({ document }) => ({
        VersionId: policy.DefaultVersionId,
        CreateDate: policy.CreateDate,
        Document: structuredClone(document) as never,
      }));
    });
    const { code, stdout } = await roles('ONE', '--update');
    expect(stdout).toContain('up to date');
    expect(code).toBe(0);
  });

  test('says why a role cannot be read', async () => {
    accountOf(sandbox.world, member).changeIam((iam) => {
      iam.roles.delete(sandbox.world.entry.memberRoleName);
    });
    const { code, stdout } = await roles('ONE', '--update');
    expect(code).toBe(1);
    expect(stdout).toContain('cannot be read');
    expect(stdout).toContain('sts:AssumeRole');
    const wrong = await roles('ONE', '--update', '--account', '999999999999');
    expect(wrong.stderr).toContain('the connection has no account 999999999999');
  });
});
