import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../../src/table.ts';
import type { Account } from '../../../sandbox/aws/contract.ts';
import {
  type FunctionState,
  type LambdaState,
  lambdaOf,
  SECRET_VALUE,
} from '../../../sandbox/aws/world/lambda.ts';
import { denyAction } from '../../../sandbox/aws/world/plant.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const REGION = 'us-east-1';
/** A region without function URLs. */
const WITHOUT_URLS = 'il-central-1';
const entries = collectors('lambda.functions', 'lambda.event_source_mappings');

let reader: Reader;
beforeAll(async () => {
  reader = await startReader({ assetRegions: [REGION] });
});
afterAll(() => reader[Symbol.asyncDispose]());

const read = async (account: Account, region = REGION) => {
  reader.aws.resetMetrics();
  const outcome = await reader.read(reader.access(), account, { collectors: entries, regions: [region] });
  return { ...outcome, functions: outcome.rows.get('AWS_LAMBDA_FUNCTIONS') ?? [] };
};
const rowOf = (rows: readonly Row[], name: string): Row => {
  const row = rows.find(({ NAME }) => NAME === name);
  if (!row) throw new Error(`there is no row of ${name}`);
  return row;
};

interface Wanted extends Partial<Omit<FunctionState, 'configuration'>> {
  readonly configuration?: Partial<FunctionState['configuration']>;
}

/** Gives an account exactly these functions, which are otherwise plain. */
function only(account: Account, named: Readonly<Record<string, Wanted>>, region = REGION): void {
  account.changeContent<LambdaState>(`lambda ${region}`, ({ functions, mappings }) => {
    functions.clear();
    mappings.length = 0;
    for (const [FunctionName, { configuration, ...state }] of Object.entries(named)) {
      const FunctionArn = `arn:aws:lambda:${region}:${account.id}:function:${FunctionName}`;
      functions.set(FunctionName, {
        configuration: { FunctionName, FunctionArn, ...configuration },
        urls: [],
        tags: {},
        ...state,
      });
    }
  });
}

const everybody = (account: Account, name: string): FunctionState['policy'] => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: '*',
      Action: 'lambda:InvokeFunctionUrl',
      Resource: `arn:aws:lambda:${REGION}:${account.id}:function:${name}`,
    },
  ],
});
const url = (name: string, AuthType: 'NONE' | 'AWS_IAM') => ({
  FunctionArn: name,
  FunctionUrl: `https://${name}.lambda-url.${REGION}.on.aws/`,
  AuthType,
  CreationTime: '2026-01-01T00:00:00.000Z',
  LastModifiedTime: '2026-01-01T00:00:00.000Z',
});

describe('functions', () => {
  test('cost one list and two calls each, and never one that answers with code', async () => {
    let count = 0;
    for (const account of reader.members) {
      const { functions, unit } = await read(account);
      expect(unit('lambda.functions')).toMatchObject({ status: 'ok' });
      const { size } = lambdaOf({ world: reader.world, account, region: REGION }).functions;
      expect(functions).toHaveLength(size);
      const calls = reader.aws.metrics.byAccountAction(account.id);
      expect(Object.keys(calls).filter((action) => /GetFunction$/.test(action))).toEqual([]);
      expect([calls['lambda:GetPolicy'] ?? 0, calls['lambda:ListFunctionUrlConfigs'] ?? 0]).toEqual([
        size,
        size,
      ]);
      expect(calls['lambda:ListFunctions']).toBe(1);
      count += size;
    }
    expect(count).toBeGreaterThan(5);
  });

  test('have the names of what is in their environment, and its values nowhere', async () => {
    const { member } = reader;
    const Environment = { Variables: { TOKEN: SECRET_VALUE, STAGE: SECRET_VALUE } };
    only(member, { secretive: { configuration: { Environment } }, bare: {} });
    const { functions, rows } = await read(member);
    expect(JSON.stringify([...rows])).not.toContain(SECRET_VALUE);
    expect(rowOf(functions, 'secretive')).toMatchObject({
      ENVIRONMENT_NAMES: ['STAGE', 'TOKEN'],
      RAW: { Environment: { Variables: ['STAGE', 'TOKEN'] } },
    });
    expect(rowOf(functions, 'bare').ENVIRONMENT_NAMES).toEqual([]);
  });

  test('whose environment Lambda cannot decrypt do not look as if they had none', async () => {
    const { member } = reader;
    const Environment = {
      Error: { ErrorCode: 'AccessDeniedException', Message: 'Lambda was unable to decrypt' },
    };
    only(member, { sealed: { configuration: { Environment } } });
    expect(rowOf((await read(member)).functions, 'sealed')).not.toHaveProperty('ENVIRONMENT_NAMES');
  });

  test('that anybody may call tell so, by policy and by the most open of their URLs', async () => {
    const { member } = reader;
    only(member, {
      open: { policy: everybody(member, 'open'), urls: [url('own', 'AWS_IAM'), url('alias', 'NONE')] },
      closed: { urls: [url('closed', 'AWS_IAM')] },
      plain: {},
    });
    const { functions } = await read(member);
    expect(rowOf(functions, 'open')).toMatchObject({
      URL: `https://alias.lambda-url.${REGION}.on.aws/`,
      URL_AUTH_TYPE: 'NONE',
      POLICY: { Statement: [{ Principal: '*' }] },
    });
    expect(rowOf(functions, 'closed')).toMatchObject({ URL_AUTH_TYPE: 'AWS_IAM', BLIND_TO: [] });
    expect(rowOf(functions, 'plain')).toMatchObject({ URLS: [], BLIND_TO: [] });
    for (const column of ['URL', 'URL_AUTH_TYPE', 'POLICY']) {
      expect(rowOf(functions, 'plain'), column).not.toHaveProperty(column);
    }
  });

  test('more than a page holds are all read', async () => {
    const { member } = reader;
    only(member, Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`many-${index}`, {}])));
    expect((await read(member)).functions).toHaveLength(120);
    expect(reader.aws.metrics.byAccountAction(member.id)['lambda:ListFunctions']).toBeGreaterThan(2);
  });

  test('deleted since they were listed are no rows', async () => {
    const { member } = reader;
    only(member, { here: {}, gone: {} });
    reader.aws.faults.add({
      match: { operation: 'ListFunctionUrlConfigs', accountId: member.id, times: 1 },
      action: { error: { code: 'ResourceNotFoundException', message: 'Function not found', status: 404 } },
    });
    const { functions, unit } = await read(member);
    expect(functions).toHaveLength(1);
    expect(unit('lambda.functions')).toMatchObject({ status: 'ok' });
  });

  test('that are throttled are asked again until all is known', async () => {
    const { member } = reader;
    only(member, { here: {} });
    reader.aws.faults.add({
      match: { operation: 'GetPolicy', accountId: member.id, times: 1 },
      action: 'throttle',
    });
    const { functions } = await read(member);
    expect(rowOf(functions, 'here').BLIND_TO).toEqual([]);
  });

  test('have no URLs, as a fact, in a region that does not offer them', async () => {
    const { member } = reader;
    member.optedInRegions.add(WITHOUT_URLS);
    only(member, { there: {} }, WITHOUT_URLS);
    const { functions, unit } = await read(member, WITHOUT_URLS);
    expect(rowOf(functions, 'there')).toMatchObject({ URLS: [], BLIND_TO: [] });
    expect(unit('lambda.functions')).toMatchObject({ status: 'ok' });
  });

  test('of which a read is refused are blind to it: no policy known is not the same as none', async () => {
    const { member } = reader;
    only(member, { open: { policy: everybody(member, 'open'), urls: [url('own', 'NONE')] } });
    denyAction(reader.world, 'lambda:GetPolicy');
    const { functions, unit } = await read(member);
    expect(rowOf(functions, 'open')).toMatchObject({ BLIND_TO: ['Policy'], URL_AUTH_TYPE: 'NONE' });
    expect(unit('lambda.functions')).toMatchObject({ status: 'ok', rowsBlind: 1 });
    denyAction(reader.world, 'lambda:ListFunctionUrlConfigs');
    const row = rowOf((await read(member)).functions, 'open');
    expect(row.BLIND_TO).toEqual(['Urls', 'Policy']);
    for (const column of ['URL', 'URL_AUTH_TYPE', 'URLS', 'POLICY']) expect(row).not.toHaveProperty(column);
  });

  test('that may not be listed are a unit that is denied', async () => {
    denyAction(reader.world, 'lambda:ListFunctions');
    const { unit } = await read(reader.member);
    expect(unit('lambda.functions')).toMatchObject({ status: 'denied', rows: 0 });
  });
});

// Last, for another sandbox takes the place of the first.
test.each(['aws-us-gov', 'aws-cn'] as const)(
  'functions are read in %s, which has no URLs',
  async (partition) => {
    const region = partition === 'aws-cn' ? 'cn-north-1' : 'us-gov-west-1';
    await using elsewhere = await startReader({ partition, assetRegions: [region] });
    const account = elsewhere.members.find(
      (each) => lambdaOf({ world: elsewhere.world, account: each, region }).functions.size > 0,
    );
    if (!account) throw new Error('the world has no function');
    const { rows, units } = await elsewhere.read(elsewhere.access(), account, {
      collectors: entries,
      regions: [region],
      homeRegion: region,
    });
    expect(units.map(({ status }) => status)).toEqual(['ok', 'ok']);
    for (const row of rows.get('AWS_LAMBDA_FUNCTIONS') ?? []) {
      expect(row).toMatchObject({ URLS: [], BLIND_TO: [] });
      expect(row.ARN).toMatch(`arn:${partition}:lambda:`);
    }
  },
);
