import { GetRoleCommand, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Cloud, type Keys, startCloud } from '../../cloud.ts';
import { callCloudFormation, deployAsTheCli, textOf, textsOf } from '../../deploy-as-the-cli.ts';

const NAMED = ['CAPABILITY_NAMED_IAM'];

/** The name under which the hub may enter a role of any account. */
const READER = 'snowcensus-reader';

let cloud: Cloud;
let admin: Keys;
let stackName = '';
let stacks = 0;
beforeAll(async () => {
  cloud = await startCloud({ accounts: 6 }, { quotas: 100 });
  admin = administratorOf(cloud.management.id);
});
beforeEach(() => {
  stacks += 1;
  stackName = `stack-${stacks}`;
});
afterAll(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

function administratorOf(accountId: string): Keys {
  const { AccessKeyId, SecretAccessKey, SessionToken } = cloud.aws.signInAsAdministrator(accountId);
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

const policy = (...actions: string[]) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: {
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
    },
  },
});

const role = (RoleName: string, principal = cloud.world.entry.sourceRoleArn) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: principal },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
        },
      ],
    },
    ManagedPolicyArns: [{ Ref: 'Policy' }],
  },
});

const template = (Resources: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  JSON.stringify({
    Parameters: { ExternalId: { Type: 'String', Default: 'first-id', MinLength: 2 } },
    Resources,
    ...more,
  });

const deploy = (body: string, parameters = {}, keys = admin, capabilities = NAMED) =>
  deployAsTheCli(cloud.aws.url, keys, { stackName, template: body, capabilities, parameters });

const ask = (action: string, input: Record<string, string> = {}, keys = admin) =>
  callCloudFormation(cloud.aws.url, keys, action, input);

const roleNamed = (name: string) => cloud.management.iam().roles.get(name);

describe('a stack', () => {
  test('makes the role that its template says, which lets in who brings the external id', async () => {
    const outputs = { Outputs: { RoleArn: { Value: { 'Fn::GetAtt': ['Reader', 'Arn'] } } } };
    const body = template({ Reader: role(READER), Policy: policy('iam:GetRole') }, outputs);
    expect(await deploy(body)).toBe(`Successfully created/updated stack - ${stackName}`);

    const { iam } = cloud.clients(admin);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: READER }));
    expect(textOf(await ask('DescribeStacks', { StackName: stackName }), 'OutputValue')).toBe(Role?.Arn);
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: READER }));
    expect(attached.AttachedPolicies?.[0]?.PolicyName).toMatch(
      new RegExp(`^${stackName}-Policy-[A-Z0-9]{12}$`),
    );

    const hub = await cloud.hubKeys();
    await expect(cloud.assume(hub, Role?.Arn ?? '')).rejects.toThrow('not authorized');
    await cloud.assume(hub, Role?.Arn ?? '', { ExternalId: 'first-id' });
  });

  test('is changed by another template or value, and not by the same', async () => {
    const body = template({ Policy: policy('iam:GetRole'), Reader: role('changed') });
    await deploy(body);
    expect(await deploy(body)).toContain('No changes to deploy');
    await deploy(body, { ExternalId: 'second-id' });
    expect(JSON.stringify(roleNamed('changed')?.trustPolicy)).toContain('second-id');
    // What is not said again stays as it was.
    await deploy(template({ Policy: policy('iam:GetRole', 'iam:ListRoles'), Reader: role('changed') }));
    expect(JSON.stringify(roleNamed('changed')?.trustPolicy)).toContain('second-id');
    const [arn = ''] = roleNamed('changed')?.attachedPolicyArns ?? [];
    expect(cloud.management.iam().policies.get(arn)).toMatchObject({ DefaultVersionId: 'v2' });
    // A role under another name is another role.
    await deploy(template({ Policy: policy('iam:GetRole'), Reader: role('renamed') }));
    expect([roleNamed('changed'), roleNamed('renamed')?.RoleName]).toEqual([undefined, 'renamed']);
  });

  test('takes with it what it made', async () => {
    await deploy(template({ Policy: policy('iam:GetRole'), Reader: role('short-lived') }));
    await ask('DeleteStack', { StackName: stackName });
    expect(textOf(await ask('DescribeStacks', { StackName: stackName }), 'StackStatus')).toBe(
      'DELETE_IN_PROGRESS',
    );
    await expect(ask('DescribeStacks', { StackName: stackName })).rejects.toThrow('does not exist');
    expect(roleNamed('short-lived')).toBeUndefined();
  });

  test('that fails is as before, and its events say why', async () => {
    const body = template({
      Policy: policy('iam:GetRole'),
      Reader: role(cloud.world.entry.sourceRoleArn.slice(-5)),
    });
    await deploy(body);
    await expect(
      deploy(
        template({
          Policy: policy('iam:ListRoles'),
          Second: { ...role('second'), DependsOn: 'Reader' },
          Reader: role('x'),
          Third: role('second'),
        }),
      ),
    ).rejects.toThrow('Role with name second already exists.');
    expect(roleNamed('second')).toBeUndefined();
    const events = await ask('DescribeStackEvents', { StackName: stackName });
    expect(textOf(events, 'ResourceStatus')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(textsOf(events, 'ResourceStatus')).toContain('CREATE_FAILED');
    expect(await deploy(body)).toContain('Successfully');
  });

  test('that never came to be must be deleted before another of its name', async () => {
    const strangers = template({
      Policy: policy('a:b'),
      Reader: role('r', 'arn:aws:iam::999999999999:role/nobody'),
    });
    await expect(deploy(strangers)).rejects.toThrow('Invalid principal in policy');
    await expect(deploy(strangers)).rejects.toThrow('is in ROLLBACK_COMPLETE state and can not be updated.');
    expect(
      [...cloud.management.iam().policies.keys()].filter((arn) => arn.includes(`${stackName}-`)),
    ).toEqual([]);
  });

  test('is made with the rights of whoever deploys it', async () => {
    const body = template({ Policy: policy('iam:GetRole'), Reader: role('unwelcome') });
    await expect(deploy(body, {}, cloud.world.entry)).rejects.toThrow('AccessDenied: User: arn:aws:iam::');
    cloud.management.changeIam(({ roles }) => {
      const held = roles.get('snowcensus-organization');
      held?.inlinePolicies.push({
        PolicyName: 'deployer',
        Document: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'cloudformation:*', Resource: '*' }],
        },
      });
    });
    await expect(deploy(body, {}, await cloud.managementKeys())).rejects.toThrow(
      'is not authorized to perform: iam:CreatePolicy on resource',
    );
  });
});

describe('a template is refused', () => {
  const refusals: readonly (readonly [what: string, body: () => string, message: string])[] = [
    [
      'that is no JSON',
      () => '{"Resources": {',
      'Template format error: JSON not well-formed. (line 1, column 16)',
    ],
    ['that is a text', () => 'hello', 'Template format error: unsupported structure.'],
    [
      'of nothing',
      () => '{"Resources": {}}',
      'Template format error: At least one Resources member must be defined.',
    ],
    [
      'with a section of its own',
      () => template({ P: policy('a:b') }, { Resource: {} }),
      'Invalid template property or properties [Resource]',
    ],
    [
      'with an unknown type',
      () => template({ P: { Type: 'AWS::IAM::Rolle' } }),
      'Template format error: Unrecognized resource types: [AWS::IAM::Rolle]',
    ],
    [
      'that refers to nothing',
      () => template({ Reader: role('a') }),
      'Template format error: Unresolved resource dependencies [Policy] in the Resources block of the template',
    ],
    [
      'that goes in a circle',
      () => template({ A: { ...policy('a:b'), DependsOn: 'B' }, B: { ...policy('a:b'), DependsOn: 'A' } }),
      'Circular dependency between resources: [A, B]',
    ],
    [
      'that is too long',
      () => template({ P: policy('a'.repeat(51_200)) }),
      'Member must have length less than or equal to 51200',
    ],
  ];
  test.each(refusals)('%s', async (_, body, message) => {
    await expect(ask('ValidateTemplate', { TemplateBody: body() })).rejects.toThrow(message);
    await expect(
      ask('CreateChangeSet', {
        StackName: stackName,
        ChangeSetName: 'c',
        ChangeSetType: 'CREATE',
        TemplateBody: body(),
      }),
    ).rejects.toThrow(message);
  });

  test('where its roles are not acknowledged', async () => {
    const body = template({ Policy: policy('iam:GetRole'), Reader: role('unacknowledged') });
    await expect(deploy(body, {}, admin, [])).rejects.toThrow(
      'InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_NAMED_IAM]',
    );
    await expect(deploy(body, {}, admin, ['CAPABILITY_IAM'])).rejects.toThrow('[CAPABILITY_NAMED_IAM]');
    const summary = await ask('GetTemplateSummary', { TemplateBody: body });
    expect(textOf(summary, 'CapabilitiesReason')).toBe(
      'The following resource(s) require capabilities: [AWS::IAM::ManagedPolicy, AWS::IAM::Role]',
    );
    expect(textsOf(summary, 'ParameterKey')).toEqual(['ExternalId']);
  });

  test('where a value is missing, unknown or against its rule', async () => {
    const body = JSON.stringify({
      Parameters: { Id: { Type: 'String', MinLength: 2, AllowedPattern: '[a-z]+' } },
      Resources: { P: policy('a:b') },
    });
    await expect(deploy(body)).rejects.toThrow('Parameters: [Id] must have values');
    await expect(deploy(body, { Id: 'a' })).rejects.toThrow(
      "Parameter 'Id' must contain at least 2 characters",
    );
    await expect(deploy(body, { Id: 'A1' })).rejects.toThrow("Parameter 'Id' must match pattern [a-z]+");
  });

  test('where a resource has what its type has not', async () => {
    const body = template({
      P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ...policy('a:b').Properties, Color: 'red' } },
    });
    await expect(deploy(body)).rejects.toThrow('Encountered unsupported property Color');
  });
});

describe('a StackSet', () => {
  const members = (unit = cloud.world.rootId) =>
    JSON.stringify({
      Resources: {
        Members: {
          Type: 'AWS::CloudFormation::StackSet',
          Properties: {
            StackSetName: { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, 'set']] },
            PermissionModel: 'SERVICE_MANAGED',
            Capabilities: NAMED,
            StackInstancesGroup: [
              { DeploymentTargets: { OrganizationalUnitIds: [unit] }, Regions: ['us-east-1'] },
            ],
            TemplateBody: template({ Policy: policy('iam:GetRole'), Reader: role('rolled-out') }),
          },
        },
      },
    });
  const holders = () =>
    [...cloud.world.accounts.values()]
      .filter((account) => account.iam().roles.has('rolled-out'))
      .map(({ id }) => id);

  test('reaches nobody until the organization lets it, which the management account says', async () => {
    await expect(deploy(members())).rejects.toThrow('You must enable organizations access');
    await ask('DeleteStack', { StackName: stackName });
    await expect(ask('ActivateOrganizationsAccess', {}, administratorOf(cloud.member.id))).rejects.toThrow(
      'InvalidOperationException',
    );
    await ask('ActivateOrganizationsAccess');
  });

  test('brings its stack to every active member, and takes it away again', async () => {
    await ask('ActivateOrganizationsAccess');
    await deploy(members());
    const active = [...cloud.world.accounts.values()].filter(
      ({ isManagement, state }) => !isManagement && state === 'ACTIVE',
    );
    expect(holders()).toEqual(active.map(({ id }) => id));
    await ask('DeleteStack', { StackName: stackName });
    expect(holders()).toEqual([]);
  });

  test('is refused for a unit that is not there, and where more fail than it bears', async () => {
    await ask('ActivateOrganizationsAccess');
    await expect(deploy(members('ou-none-00000000'))).rejects.toThrow(
      'OrganizationalUnit ou-none-00000000 does not exist',
    );
    await ask('DeleteStack', { StackName: stackName });
    await ask('DescribeStacks', { StackName: stackName });
    await deployAsTheCli(cloud.aws.url, administratorOf(cloud.member.id), {
      stackName: 'own',
      template: template({ Policy: policy('a:b'), Reader: role('rolled-out') }),
      capabilities: NAMED,
    });
    await expect(deploy(members())).rejects.toThrow('failed in 1 accounts');
  });
});
