import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { AwsCode } from '../../src/check/aws-causes.ts';
import type { Step } from '../../src/check/finding.ts';
import { check as command } from '../../src/commands/check.ts';
import { runCommand } from '../commands/in-process.ts';
import { allow, trust } from '../sandbox/aws/world/entry.ts';
import {
  accountOf,
  denyRegionByScp,
  refuseExternalId,
  removeMemberRole,
} from '../sandbox/aws/world/plant.ts';
import { ACCOUNTS, type Checkable, changeRole, type Env, INVENTORY, startCheckable } from './checking.ts';

let checkable: Checkable;
beforeAll(async () => {
  checkable = await startCheckable();
}, 60_000);
afterEach(() => checkable.restore());
afterAll(() => checkable.close());

interface Fault {
  readonly fault: string;
  /** Spoils something in the world. */
  readonly plant?: (checkable: Checkable) => void;
  /** The settings, where those are what is wrong. */
  readonly env?: (checkable: Checkable) => Env | Promise<Env>;
  /** INVENTORY unless said; or the options of a connection of its own. */
  readonly connection?: string | ((checkable: Checkable) => readonly string[]);
  readonly step: Step;
  readonly code: AwsCode | 'misconfigured';
  readonly account?: (checkable: Checkable) => string;
  readonly region?: string;
  /** In AWS's own words. */
  readonly said: RegExp;
  readonly cause?: RegExp;
  readonly fix: RegExp;
}

const OTHER = 'arn:aws:iam::999999999999:role/another';
const hub = ({ hub: id }: Checkable) => id;
const member = ({ members }: Checkable) => members[0];
const management = ({ world }: Checkable) => world.managementAccountId;
const HUB = 'snowcensus-hub';
const MEMBER = 'snowcensus-reader';
const ORGANIZATION = 'snowcensus-organization';

/** Lets the process look at roles of its own account, as an administrator's credentials may. */
function mayGetRole({ world, hub: id }: Checkable): void {
  accountOf(world, id).changeIam(({ users }) => {
    const document = allow(['sts:AssumeRole', 'iam:GetRole'], '*');
    for (const user of users.values()) user.inlinePolicies = [{ PolicyName: 'test', Document: document }];
  });
}

/** Options of a connection that reads the organization, or Identity Center, by a role in some account. */
const organizationBy = (accountId: string, { world }: Checkable, module = 'aws_accounts') => [
  `module: ${module}`,
  `source_role_arn: ${world.entry.sourceRoleArn}`,
  `destination_role_arn: arn:aws:iam::${accountId}:role/${MEMBER}`,
  `destination_role_external_id: ${world.entry.externalId}`,
];

/** The member role may ask for the organization, as far as its policies go. */
const mayReadOrganization = ({ world, members }: Checkable) =>
  changeRole(world, members[0], MEMBER, { allows: allow(['organizations:*', 'iam:*', 'sso:*'], '*') });

const FAULTS: readonly Fault[] = [
  {
    fault: 'the process has no credentials',
    env: ({ env: { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } }) => env,
    step: 'process_credentials',
    code: 'no_credentials',
    said: /Could not load credentials/,
    cause: /no AWS credentials/,
    fix: /AWS_ACCESS_KEY_ID/,
  },
  {
    fault: 'the access key was deleted',
    env: ({ env }) => ({ ...env, AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN000000000' }),
    step: 'process_credentials',
    code: 'unknown_key',
    said: /InvalidClientTokenId/,
    cause: /does not know the access key/,
    fix: /aws sts get-caller-identity/,
  },
  {
    fault: 'the secret is another key’s',
    env: ({ env }) => ({ ...env, AWS_SECRET_ACCESS_KEY: 'x'.repeat(40) }),
    step: 'process_credentials',
    code: 'wrong_secret',
    said: /SignatureDoesNotMatch/,
    cause: /secret access key is not that/,
    fix: /Set the secret again/,
  },
  {
    fault: 'the session that the process starts from has ended',
    async env(checkable) {
      const { env, world } = checkable;
      const sts = new STSClient({
        region: 'us-east-1',
        endpoint: env.AWS_ENDPOINT_URL ?? '',
        credentials: { accessKeyId: world.entry.accessKeyId, secretAccessKey: world.entry.secretAccessKey },
      });
      checkable.shiftClock(-61);
      const { Credentials } = await sts.send(
        new AssumeRoleCommand({ RoleArn: world.entry.sourceRoleArn, RoleSessionName: 'ends' }),
      );
      checkable.shiftClock(0);
      return {
        ...env,
        AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? '',
        AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? '',
        AWS_SESSION_TOKEN: Credentials?.SessionToken ?? '',
      };
    },
    step: 'process_credentials',
    code: 'expired_credentials',
    said: /ExpiredToken/,
    cause: /has ended/,
    fix: /Renew it/,
  },
  {
    fault: 'the clock of the machine is behind',
    plant: ({ shiftClock }) => shiftClock(20),
    step: 'process_credentials',
    code: 'clock_skew',
    said: /20 minutes ahead of ours/,
    cause: /five minutes that AWS tolerates/,
    fix: /NTP/,
  },
  {
    fault: 'nothing is let out to AWS',
    env: ({ env }) => ({ ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }),
    step: 'process_credentials',
    code: 'no_answer',
    said: /ECONNREFUSED/,
    cause: /proxy, firewall/,
    fix: /HTTPS/,
  },
  {
    fault: 'the user may not assume the source role',
    plant: ({ world, hub: id }) =>
      accountOf(world, id).changeIam(({ users, roles }) => {
        for (const user of users.values()) user.inlinePolicies = [];
        // Within one account a trust policy that names the user would be enough.
        const role = roles.get(HUB);
        if (role) role.trustPolicy = trust(`arn:aws:iam::${id}:root`);
      }),
    step: 'hop',
    code: 'caller_lacks_assume_role',
    account: hub,
    said: /because no identity-based policy allows the sts:AssumeRole action/,
    cause: /caller itself has no permission/,
    fix: /Give arn:aws:iam::\d+:user\/snowcensus .*"Action":"sts:AssumeRole","Resource":"arn:aws:iam::\d+:role\/snowcensus-hub"/,
  },
  {
    fault: 'a service control policy forbids AssumeRole',
    plant: ({ world, hub: id }) => {
      world.serviceControlPolicies.push({
        id: 'p-noassume',
        name: 'no-assume',
        document: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' }],
        },
        targets: [id],
      });
    },
    step: 'hop',
    code: 'caller_denied',
    account: hub,
    said: /explicit deny in a service control policy/,
    cause: /caller’s side denies sts:AssumeRole: service control policy/,
    fix: /out of that denial for arn:aws:iam::\d+:user\/snowcensus/,
  },
  {
    fault: 'the source role does not exist, and its account lets us look',
    plant: (checkable) => {
      mayGetRole(checkable);
      accountOf(checkable.world, checkable.hub).changeIam(({ roles }) => roles.delete(HUB));
    },
    step: 'hop',
    code: 'role_missing',
    account: hub,
    said: /not authorized to perform: sts:AssumeRole/,
    cause: /does not exist: its own account says so/,
    fix: /Create it/,
  },
  {
    fault: 'the source role trusts somebody else, and its account lets us look',
    plant: (checkable) => {
      mayGetRole(checkable);
      changeRole(checkable.world, checkable.hub, HUB, { trustPolicy: trust(OTHER) });
    },
    step: 'hop',
    code: 'trust_refuses_us',
    account: hub,
    said: /not authorized to perform: sts:AssumeRole/,
    cause: /names others: arn:aws:iam::999999999999:role\/another/,
    fix: /"Principal":\{"AWS":"arn:aws:iam::\d+:user\/snowcensus"\}/,
  },
  {
    fault: 'the source role wants an external id, and the connection gives none',
    plant: (checkable) => {
      mayGetRole(checkable);
      const { world, hub: id } = checkable;
      changeRole(world, id, HUB, { trustPolicy: trust(`arn:aws:iam::${id}:user/snowcensus`, 'secret-id') });
    },
    step: 'hop',
    code: 'external_id_missing',
    account: hub,
    said: /not authorized to perform: sts:AssumeRole/,
    cause: /wants an external id/,
    fix: /Set the external id/,
  },
  {
    fault: 'the source role wants another external id',
    connection: ({ world }) => [
      'module: aws_accounts',
      `source_role_arn: {arn: "${world.entry.sourceRoleArn}", external_id: ours}`,
      `destination_role_arn: ${world.entry.organizationRoleArn}`,
      `destination_role_external_id: ${world.entry.externalId}`,
    ],
    plant: (checkable) => {
      mayGetRole(checkable);
      const { world, hub: id } = checkable;
      changeRole(world, id, HUB, { trustPolicy: trust(`arn:aws:iam::${id}:root`, 'theirs') });
    },
    step: 'hop',
    code: 'external_id_wrong',
    account: hub,
    said: /not authorized to perform: sts:AssumeRole/,
    cause: /wants another external id than the connection gives/,
    fix: /the condition sts:ExternalId of arn:aws:iam::\d+:role\/snowcensus-hub the same/,
  },
  {
    fault: 'the source role does not exist, and nobody lets us look',
    plant: ({ world, hub: id }) => void accountOf(world, id).changeIam(({ roles }) => roles.delete(HUB)),
    step: 'hop',
    code: 'assume_role_refused',
    account: hub,
    said: /not authorized to perform: sts:AssumeRole/,
    cause: /One of four, and AWS does not say which/,
    fix: /aws iam get-role --role-name snowcensus-hub/,
  },
  {
    fault: 'the role is missing in one account',
    plant: ({ world, members }) => removeMemberRole(world, members[0]),
    step: 'role',
    code: 'assume_role_refused_here',
    account: member,
    said: /not authorized to perform: sts:AssumeRole on resource: .*snowcensus-reader/,
    cause: /2 of 3 accounts let us in .* In this account the role does not exist, or/,
    fix: /aws iam get-role --role-name snowcensus-reader.*"sts:ExternalId":"<external_id>"/,
  },
  {
    fault: 'one account wants another external id',
    plant: ({ world, members }) => refuseExternalId(world, members[0]),
    step: 'role',
    code: 'assume_role_refused_here',
    account: member,
    said: /not authorized to perform: sts:AssumeRole/,
    cause: /names another principal or external id/,
    fix: /trust policy needs the statement/,
  },
  {
    fault: 'the role of the organization does not trust us',
    connection: ACCOUNTS,
    plant: ({ world }) =>
      changeRole(world, world.managementAccountId, ORGANIZATION, { trustPolicy: trust(OTHER) }),
    step: 'role',
    code: 'assume_role_refused',
    account: management,
    said: /not authorized to perform: sts:AssumeRole/,
    cause: /does not name arn:aws:iam::\d+:role\/snowcensus-hub/,
    fix: /"AWS":"arn:aws:iam::\d+:role\/snowcensus-hub"/,
  },
  {
    fault: 'the source role may not assume the member role',
    plant: ({ world, hub: id, members }) =>
      changeRole(world, id, HUB, {
        allows: allow(['sts:AssumeRole'], [`arn:aws:iam::${id}:role/*`, `arn:aws:iam::${members[1]}:role/*`]),
      }),
    step: 'role',
    code: 'caller_lacks_assume_role',
    account: member,
    said: /no identity-based policy allows/,
    cause: /The role was not asked/,
    fix: /Give arn:aws:iam::\d+:role\/snowcensus-hub the statement/,
  },
  {
    fault: 'the credentials are another account’s than the one to read',
    connection: ({ members }) => ['module: aws_inventory', `account_ids: ["${members[0]}"]`],
    step: 'role',
    code: 'misconfigured',
    account: member,
    said: /the credentials are those of arn:aws:iam::\d+:user\/snowcensus, not of account/,
    fix: /account_ids, or add destination_role_name/,
  },
  {
    fault: 'the account is not in an organization',
    connection: ACCOUNTS,
    plant: ({ world }) => {
      world.inOrganization = false;
    },
    step: 'organization',
    code: 'not_in_organization',
    account: management,
    said: /AWSOrganizationsNotInUseException/,
    cause: /in no organization/,
    fix: /account_ids/,
  },
  {
    fault: 'the role of the organization is in a member account',
    connection: (checkable) => organizationBy(member(checkable), checkable),
    plant: mayReadOrganization,
    step: 'organization',
    code: 'member_account',
    account: member,
    said: /AccessDeniedException: You don't have permissions/,
    cause: /a member that may not ask/,
    fix: /name a role in the management account \d{12}, or make account \d{12} a delegated administrator/,
  },
  {
    fault: 'the delegated administrator may not ask for everything',
    connection: (checkable) => organizationBy(member(checkable), checkable),
    plant: (checkable) => {
      mayReadOrganization(checkable);
      const accountId = member(checkable);
      const services = new Map([['guardduty.amazonaws.com', new Date()]]);
      checkable.world.delegatedAdministrators.set(accountId, { accountId, enabledAt: new Date(), services });
    },
    step: 'actions',
    code: 'delegated_administrator_without_right',
    account: member,
    said: /iam:ListOrganizationsFeatures: AccountNotManagementOrDelegatedAdministrator/,
    cause: /not among what is delegated/,
    fix: /put-resource-policy.* or leave iam.organizations_features out/,
  },
  {
    fault: 'Identity Center is at home in another region',
    connection: (checkable) => [
      ...organizationBy(management(checkable), checkable, 'aws_identity_center').map((line) =>
        line.replace(MEMBER, ORGANIZATION),
      ),
      'identity_center_region: ap-southeast-2',
    ],
    step: 'organization',
    code: 'no_identity_center',
    account: management,
    said: /sees no instance of IAM Identity Center at home in ap-southeast-2/,
    cause: /home region only/,
    fix: /identity_center_region/,
  },
  {
    fault: 'a permission is missing',
    plant: ({ world, members }) =>
      changeRole(world, members[0], MEMBER, {
        allows: allow(
          ['iam:GetAccountSummary', 'iam:ListSAMLProviders', 'iam:GetSAMLProvider', 'ec2:*'],
          '*',
        ),
      }),
    step: 'actions',
    code: 'permission_missing',
    account: member,
    said: /iam:GetAccountAuthorizationDetails: AccessDenied: .*no identity-based policy allows/,
    cause: /No policy of the role allows it; needed by iam.authorization_details/,
    fix: /\{"Effect":"Allow","Action":\["iam:GetAccountAuthorizationDetails"\],"Resource":"\*"\}/,
  },
  {
    fault: 'a policy of the role denies an action',
    plant: ({ world, members }) =>
      accountOf(world, members[0]).changeIam(({ roles }) => {
        roles.get(MEMBER)?.inlinePolicies.push({
          PolicyName: 'deny',
          Document: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Deny', Action: 'iam:GetAccountSummary', Resource: '*' }],
          },
        });
      }),
    step: 'actions',
    code: 'permission_denied_by_role',
    account: member,
    said: /explicit deny in an identity-based policy/,
    cause: /policy of the role itself denies it/,
    fix: /Take iam:GetAccountSummary out of the Deny statements/,
  },
  {
    fault: 'a permissions boundary shuts an action out',
    plant: ({ world, members }) => {
      const boundary = [...world.awsManagedPolicies.keys()].find((arn) => arn.endsWith('/ReadOnlyAccess'));
      const [narrow] = [...world.awsManagedPolicies.keys()].filter((arn) =>
        arn.endsWith('AWSLambdaBasicExecutionRole'),
      );
      changeRole(world, members[0], MEMBER, { boundary: narrow ?? boundary ?? '' });
    },
    step: 'actions',
    code: 'permissions_boundary',
    account: member,
    said: /no permissions boundary allows/,
    cause: /permissions boundary of the role/,
    fix: /in the permissions boundary of/,
  },
  {
    fault: 'a service control policy denies an action everywhere',
    plant: ({ world, members }) => {
      world.serviceControlPolicies.push({
        id: 'p-noiam',
        name: 'no-iam',
        document: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Deny', Action: 'iam:GetAccountAuthorizationDetails', Resource: '*' }],
        },
        targets: [members[0]],
      });
    },
    step: 'actions',
    code: 'scp_denial',
    account: member,
    said: /explicit deny in a service control policy/,
    cause: /service control policy of the organization refuses it/,
    fix: /"ArnNotLike":\{"aws:PrincipalArn":"arn:aws:iam::\d+:role\/snowcensus-reader"\}/,
  },
  {
    fault: 'a service control policy closes a region',
    plant: ({ world, members }) => denyRegionByScp(world, [members[0]], 'eu-west-1'),
    step: 'regions',
    code: 'region_closed',
    account: member,
    region: 'eu-west-1',
    said: /explicit deny in a service control policy/,
    cause: /closes the region/,
    fix: /Name the open regions in `regions`/,
  },
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
