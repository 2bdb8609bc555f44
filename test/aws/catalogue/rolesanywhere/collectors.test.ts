import { hash } from 'node:crypto';
import type { GetResourceOutput } from '@aws-sdk/client-cloudcontrol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../../sandbox/aws/contract.ts';
import { allOperations } from '../../../sandbox/aws/operations/index.ts';
import {
  type ProfileState,
  type RolesAnywhereState,
  rolesAnywhereOf,
} from '../../../sandbox/aws/world/iam/roles-anywhere.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const REGION = 'us-east-1';
const PROFILES = 'AWS_ROLESANYWHERE_PROFILES';
const ALL = ['rolesanywhere.trust_anchors', 'rolesanywhere.profiles', 'rolesanywhere.crls'];

let reader: Reader;
/** Text of properties in the place of the true one. */
let told: string | undefined;
beforeAll(async () => {
  const { cloudcontrolapi } = allOperations;
  const GetResource: Operation = async (call) => {
    const answer = (await cloudcontrolapi?.GetResource?.(call)) as GetResourceOutput;
    return told === undefined
      ? answer
      : { ...answer, ResourceDescription: { ...answer.ResourceDescription, Properties: told } };
  };
  reader = await startReader(
    { accounts: 6, assetRegions: [REGION] },
    { operations: { ...allOperations, cloudcontrolapi: { ...cloudcontrolapi, GetResource } }, quotas: 100 },
  );
  plant({});
});
afterAll(() => reader[Symbol.asyncDispose]());
afterEach(() => reader.aws.faults.clear());

const read = (...names: readonly string[]) =>
  reader.read(reader.access(), reader.member, { collectors: collectors(...names), regions: [REGION] });

/** The one profile that the member has. */
const profile: ProfileState = {
  ProfileId: '11111111-2222-3333-4444-555555555555',
  ProfileArn: 'arn:aws:rolesanywhere:us-east-1:1:profile/11111111-2222-3333-4444-555555555555',
  Name: 'builders',
  Enabled: true,
  RoleArns: ['arn:aws:iam::1:role/builder'],
  SessionPolicy: '{"Version":"2012-10-17","Statement":[]}',
  ManagedPolicyArns: [],
  DurationSeconds: 3_600,
  RequireInstanceProperties: true,
  AcceptRoleSessionName: false,
  AttributeMappings: [],
  Tags: [{ Key: 'team', Value: 'red' }],
};

/** Has the member have so many profiles, of which the first is this one. */
function plant(changed: Partial<ProfileState>, count = 1): void {
  rolesAnywhereOf({ world: reader.world, account: reader.member, region: REGION });
  reader.member.changeContent<RolesAnywhereState>(`rolesanywhere ${REGION}`, ({ profiles }) => {
    profiles.clear();
    for (let n = 0; n < count; n += 1) {
      const ProfileId = profile.ProfileId.replace(/.{4}$/, String(n).padStart(4, '0'));
      profiles.set(ProfileId, { ...profile, ...changed, ProfileId });
    }
  });
}

/** What is done while the role may do one thing less. */
async function without<T>(action: string, run: () => Promise<T>): Promise<T> {
  const [statement] = reader.world.memberPolicy.Statement;
  const allowed = statement?.Action;
  if (!statement || !Array.isArray(allowed)) throw new Error('the policy has one list of actions');
  statement.Action = allowed.filter((each) => each !== action);
  try {
    return await run();
  } finally {
    statement.Action = allowed;
  }
}

const calls = () => {
  const counted = reader.aws.metrics.byAccountAction(reader.member.id);
  return {
    lists: counted['cloudcontrolapi:ListResources'] ?? 0,
    reads: counted['cloudcontrolapi:GetResource'] ?? 0,
  };
};

test('a profile has the properties of its own read, not those that lists make up, by one call', async () => {
  plant({});
  reader.aws.resetMetrics();
  const { rows } = await read('rolesanywhere.profiles');
  expect(calls()).toEqual({ lists: 1, reads: 1 });
  expect(rows.get(PROFILES)).toMatchObject([
    {
      ARN: profile.ProfileArn,
      NAME: 'builders',
      ENABLED: true,
      ROLE_ARNS: profile.RoleArns,
      SESSION_POLICY: { Version: '2012-10-17', Statement: [] },
      MANAGED_POLICY_ARNS: [],
      DURATION_SECONDS: 3_600,
      REQUIRE_INSTANCE_PROPERTIES: true,
      ACCEPT_ROLE_SESSION_NAME: false,
      TAGS: { team: 'red' },
      BLIND_TO: [],
    },
  ]);
});

test('lists go on for as many pages as there are', async () => {
  plant({}, 60);
  reader.aws.resetMetrics();
  const { rows, unit } = await read('rolesanywhere.profiles');
  plant({});
  expect(calls()).toEqual({ lists: 3, reads: 60 });
  expect(new Set(rows.get(PROFILES)?.map(({ RESOURCE_ID }) => RESOURCE_ID)).size).toBe(60);
  expect(unit('rolesanywhere.profiles').status).toBe('ok');
});

test('a revocation list is known by its hash alone', async () => {
  const crl = {
    CrlId: '99999999-2222-3333-4444-555555555555',
    Name: 'taken back',
    Enabled: true,
    TrustAnchorArn: 'arn:aws:rolesanywhere:us-east-1:1:trust-anchor/1',
    CrlData: '-----BEGIN X509 CRL-----',
    Tags: [],
  };
  reader.member.changeContent<RolesAnywhereState>(`rolesanywhere ${REGION}`, ({ crls }) => {
    crls.clear();
    crls.set(crl.CrlId, crl);
  });
  const { rows } = await read('rolesanywhere.crls');
  const [row] = rows.get('AWS_ROLESANYWHERE_CRLS') ?? [];
  expect(row).toMatchObject({
    NAME: 'taken back',
    TRUST_ANCHOR_ARN: crl.TrustAnchorArn,
    DATA_SHA256: hash('sha256', crl.CrlData, 'hex'),
  });
  expect(JSON.stringify(row)).not.toContain('BEGIN');
});

test('what was deleted since it was listed is no row', async () => {
  plant({}, 2);
  reader.aws.faults.add({
    match: { operation: 'GetResource', times: 1 },
    action: {
      error: {
        code: 'ResourceNotFoundException',
        message: 'AWS::RolesAnywhere::Profile Handler returned status FAILED: was not found.',
        status: 400,
      },
    },
  });
  const { rows, unit } = await read('rolesanywhere.profiles');
  plant({});
  expect(rows.get(PROFILES)).toHaveLength(1);
  expect(unit('rolesanywhere.profiles')).toMatchObject({ status: 'ok' });
});

describe('what Cloud Control does not tell is not taken for none', () => {
  test.each([
    ['TypeNotFoundException', "The type 'AWS::RolesAnywhere::Profile' cannot be found."],
    ['UnsupportedActionException', 'Resource type AWS::RolesAnywhere::Profile does not support LIST action'],
  ])('%s', async (code, message) => {
    reader.aws.faults.add({
      match: { operation: 'ListResources' },
      action: { error: { code, message, status: 400 } },
    });
    const { units, rows } = await read(...ALL);
    expect(units.map(({ status, code: told }) => [status, told])).toEqual(ALL.map(() => ['denied', code]));
    expect(units[0]?.reason).toBe(`Cloud Control does not tell what there is: ${message}`);
    expect([...rows.values()].flat()).toEqual([]);
  });
});

test.each(['', 'null', '[]', '{"Name": "bui'])(
  'properties that are %j are not taken for none',
  async (text) => {
    told = text;
    const { unit, rows } = await read('rolesanywhere.profiles');
    told = undefined;
    expect(unit('rolesanywhere.profiles')).toMatchObject({ status: 'failed', code: 'unusable_answer' });
    expect([...rows.values()].flat().filter(({ NAME }) => NAME !== undefined)).toEqual([]);
  },
);

describe('where the service behind Cloud Control', () => {
  const relayed = (words: string) => ({
    error: {
      code: 'InvalidRequestException',
      message: `AWS::RolesAnywhere::Profile Handler returned status FAILED: Invalid request provided: ${words} (HandlerErrorCode: InvalidRequest, RequestToken: x)`,
      status: 400,
    },
  });

  test('refuses the list, the unit is denied', async () => {
    const { unit } = await without('rolesanywhere:ListProfiles', () => read(...ALL));
    expect(unit('rolesanywhere.profiles')).toMatchObject({
      status: 'denied',
      code: 'AccessDeniedException',
      reason: expect.stringContaining('rolesanywhere:ListProfiles') as string,
    });
    expect(unit('rolesanywhere.crls')).toMatchObject({ status: 'ok' });
  });

  test('refuses the read, the row says so', async () => {
    const { unit, rows } = await without('rolesanywhere:GetProfile', () => read('rolesanywhere.profiles'));
    expect(unit('rolesanywhere.profiles')).toMatchObject({ status: 'ok', rowsBlind: 1 });
    const [row] = rows.get(PROFILES) ?? [];
    expect(row).toMatchObject({ BLIND_TO: ['Properties'] });
    for (const column of ['NAME', 'ENABLED', 'SESSION_POLICY', 'TAGS'])
      expect(row).not.toHaveProperty(column);
  });

  test('is asked too often, the call is made again', async () => {
    const fault = reader.aws.faults.add({
      match: { operation: 'GetResource', times: 1 },
      action: relayed('Rate exceeded (Service: RolesAnywhere, Status Code: 429, Request ID: x)'),
    });
    const { unit, rows } = await read('rolesanywhere.profiles');
    expect(fault.struck).toBe(1);
    expect(unit('rolesanywhere.profiles')).toMatchObject({ status: 'ok' });
    expect(rows.get(PROFILES)).toMatchObject([{ BLIND_TO: [], NAME: 'builders' }]);
  });
});

/** The last one: a reader takes the environment for itself. */
test('trust anchors of GovCloud are not taken for none, where CloudFormation does not know the type', async () => {
  await using gov = await startReader({ accounts: 6, partition: 'aws-us-gov' });
  const [region = ''] = gov.world.assetRegions;
  const { units } = await gov.read(gov.access(), gov.member, {
    collectors: collectors(...ALL),
    regions: [region],
    homeRegion: region,
  });
  expect(Object.fromEntries(units.map(({ collector, status, code }) => [collector, code ?? status]))).toEqual(
    {
      'rolesanywhere.trust_anchors': 'TypeNotFoundException',
      'rolesanywhere.profiles': 'ok',
      'rolesanywhere.crls': 'ok',
    },
  );
});
