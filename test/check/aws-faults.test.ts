import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { check as command } from '../../src/commands/check.ts';
import { runCommand } from '../commands/in-process.ts';
import { allow, trust } from '../sandbox/aws/world/entry.ts';
import { accountOf, removeMemberRole } from '../sandbox/aws/world/plant.ts';
import { type Fault, MEMBER, management, member, ORGANIZATION, organizationBy } from './aws-fault.ts';
import { ACCOUNTS, type Checkable, changeRole, INVENTORY, startCheckable } from './checking.ts';
import { CREDENTIAL_FAULTS } from './credential-faults.ts';
import { ORGANIZATION_FAULTS } from './organization-faults.ts';
import { PERMISSION_FAULTS } from './permission-faults.ts';
import { ROLE_FAULTS } from './role-faults.ts';

let checkable: Checkable;
beforeAll(async () => {
  checkable = await startCheckable();
});
afterEach(() => checkable.restore());
afterAll(() => checkable.close());

const FAULTS: readonly Fault[] = [
  ...CREDENTIAL_FAULTS,
  ...ROLE_FAULTS,
  ...ORGANIZATION_FAULTS,
  ...PERMISSION_FAULTS,
];

test.each(FAULTS)(
  '$fault',
  async ({ plant, env, connection, step, code, account, region, said, cause, fix }) => {
    plant?.(checkable);
    const name =
      typeof connection === 'function' ? await checkable.connect(...connection(checkable)) : connection;
    const given = (await env?.(checkable)) ?? checkable.env;
    const checked = await checkable.checkWith(given, name ?? INVENTORY);
    expect(checked.stderr).toBe('');
    const failed = checked.findings.filter(({ status }) => status === 'failed');
    expect(failed).toEqual([
      {
        step,
        status: 'failed',
        ...(account ? { account: account(checkable) } : {}),
        ...(region ? { region } : {}),
        code,
        message: expect.stringMatching(said) as string,
        ...(cause ? { cause: expect.stringMatching(cause) as string } : {}),
        fix: expect.stringMatching(fix) as string,
      },
    ]);
    expect(checked.code).toBe(1);
  },
);

test('a role that no account has is one finding for all of them', async () => {
  const { world, members, hub: id, env } = checkable;
  const accounts = [id, ...members];
  for (const account of accounts) removeMemberRole(world, account);
  const { findings, code } = await checkable.check(INVENTORY);
  const failed = findings.filter(({ status }) => status === 'failed');
  expect(failed.map(({ account }) => account).toSorted()).toEqual(accounts.toSorted());
  expect(new Set(failed.map((finding) => finding.code))).toEqual(new Set(['assume_role_refused_everywhere']));
  expect(failed[0]?.cause).toMatch(/None of 3 accounts lets us in, so it is likely one thing for all/);
  expect(code).toBe(1);
  const { stdout } = await runCommand(command, env, [INVENTORY]);
  expect(stdout).toMatch(/^FAILED {3}role in each account: 3 accounts: \d{12}, \d{12}, \d{12}$/m);
  expect(stdout.match(/^FAILED/gm)).toHaveLength(1);
  expect(stdout).toMatch(/^1 failed; /m);
});

const WELL: readonly (readonly [string, string | ((checkable: Checkable) => readonly string[])])[] = [
  ['an organization', ACCOUNTS],
  ['an inventory', INVENTORY],
  [
    'Identity Center',
    (checkable) => [
      ...organizationBy(management(checkable), checkable, 'aws_identity_center').map((line) =>
        line.replace(MEMBER, ORGANIZATION),
      ),
      `identity_center_region: ${checkable.world.identityCenter().region}`,
    ],
  ],
  [
    'CloudTrail',
    ({ world, members }) => [
      'module: aws_cloudtrail',
      `source_role_arn: ${world.entry.sourceRoleArn}`,
      `destination_role_name: ${MEMBER}`,
      `external_id: ${world.entry.externalId}`,
      `account_ids: ["${members[0]}", "${members[1]}"]`,
      'regions: [us-east-1]',
    ],
  ],
];

test.each(WELL)('finds nothing wrong with %s', async (_what, connection) => {
  const name =
    typeof connection === 'function' ? await checkable.connect(...connection(checkable)) : connection;
  const { code, findings, stderr } = await checkable.check(name);
  expect({ stderr, wrong: findings.filter(({ status }) => status !== 'ok') }).toEqual({
    stderr: '',
    wrong: [],
  });
  expect(code).toBe(0);
});

const WARNINGS: readonly (Pick<Fault, 'fault' | 'code' | 'step'> & {
  cause: RegExp;
  plant: (checkable: Checkable) => void;
})[] = [
  {
    fault: 'a role lets anybody in who is trusted, external id or not',
    plant: ({ world, members }) =>
      changeRole(world, members[0], MEMBER, { trustPolicy: trust(world.entry.sourceRoleArn) }),
    step: 'external_id',
    code: 'external_id_not_required',
    cause: /confused deputy/,
  },
  {
    fault: 'an action is not allowed that only some reads need',
    plant: ({ world, members }) =>
      changeRole(world, members[0], MEMBER, {
        allows: allow(
          ['iam:GetAccountSummary', 'iam:GetAccountAuthorizationDetails', 'iam:ListSAMLProviders', 'ec2:*'],
          '*',
        ),
      }),
    step: 'actions',
    code: 'conditional_permission_missing',
    cause: /needed only where the account has such a provider/,
  },
];

test('warns of an answer that does not tell whether an action is allowed', async () => {
  const { installation, members } = checkable;
  installation.sandbox.aws?.faults.add({
    match: { operation: 'GetAccountSummary', accountId: members[0] },
    action: 'http500',
  });
  const { findings, code } = await checkable.check(INVENTORY);
  expect(findings.filter(({ status }) => status !== 'ok')).toMatchObject([
    {
      step: 'actions',
      status: 'warning',
      code: 'permission_untold',
      account: members[0],
      message: expect.stringContaining('iam:GetAccountSummary') as string,
    },
  ]);
  expect(code).toBe(0);
});

test.each(WARNINGS)('warns that $fault', async ({ plant, step, code, cause }) => {
  plant(checkable);
  const checked = await checkable.check(INVENTORY);
  expect(checked.findings.filter(({ status }) => status !== 'ok')).toMatchObject([
    {
      step,
      code,
      status: 'warning',
      account: member(checkable),
      cause: expect.stringMatching(cause) as string,
    },
  ]);
  expect(checked.code).toBe(0);
});

test('warns of a region that the connection names and the account has not enabled', async () => {
  const { world, members } = checkable;
  const name = await checkable.connect(
    'module: aws_inventory',
    `source_role_arn: ${world.entry.sourceRoleArn}`,
    `destination_role_name: ${MEMBER}`,
    `external_id: ${world.entry.externalId}`,
    `account_ids: ["${members[0]}", "${members[1]}"]`,
    'collectors: [ec2.vpcs]',
    'regions: [us-east-1, af-south-1]',
  );
  for (const id of members) accountOf(world, id).optedInRegions.delete('af-south-1');
  const { findings, code } = await checkable.check(name, '--sample', '1');
  expect(findings.filter(({ status }) => status !== 'ok')).toMatchObject([
    { step: 'regions', code: 'region_not_enabled', region: 'af-south-1', account: members[0] },
  ]);
  expect(code).toBe(0);
});
