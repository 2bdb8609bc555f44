import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Row } from '../../../src/table.ts';
import { type PostureState, postureOf } from '../../sandbox/aws/world/posture/posture.ts';
import { collectors, type Reader, startReader } from '../reader.ts';

const region = 'us-east-1';
const NAMES = ['config.recorders', 'guardduty.detectors', 'securityhub.hubs'];

let reader: Reader;
/** All three as they are where they are on. */
let on: PostureState;

beforeAll(async () => {
  reader = await startReader({ assetRegions: [region] });
  const states = reader.members.map((account) => postureOf({ world: reader.world, account, region }));
  const [recording] = states.filter(({ recorder, deliveryChannel }) => recorder && deliveryChannel);
  const [looking] = states.filter(({ detector }) => detector?.Status === 'ENABLED');
  const [judging] = states.filter(({ hub, standards }) => hub && standards.length > 0);
  if (!recording || !looking || !judging) throw new Error('nothing is on anywhere');
  const { detector } = looking;
  const { hub, standards } = judging;
  on = structuredClone({ ...recording, ...(detector && { detector }), ...(hub && { hub }), standards });
});
afterAll(() => reader[Symbol.asyncDispose]());
beforeEach(() => reader.aws.resetMetrics());

/** Makes the account's three services this. */
function become(state: PostureState): void {
  reader.member.changeContent<PostureState>(`posture ${region}`, (present) => {
    for (const member of Object.keys(present)) delete (present as Partial<PostureState>)[member as never];
    Object.assign(present, structuredClone(state));
  });
}

async function read() {
  // The state is made before it is changed.
  postureOf({ world: reader.world, account: reader.member, region });
  const outcome = await reader.read(reader.access(), reader.member, {
    collectors: collectors(...NAMES),
    regions: [region],
  });
  const only = (table: string): Row => {
    const rows = outcome.rows.get(table) ?? [];
    expect(rows).toHaveLength(1);
    return rows[0] as Row;
  };
  return {
    unit: outcome.unit,
    recorder: only('AWS_CONFIG_RECORDERS'),
    detector: only('AWS_GUARDDUTY_DETECTORS'),
    hub: only('AWS_SECURITYHUB_HUBS'),
  };
}

const calls = () => {
  const { 'ec2:DescribeRegions': _, ...others } = reader.aws.metrics.byAccountAction(reader.member.id);
  return others;
};

describe('what looks after a region', () => {
  test('is a row where it is off, known to be off by one call each', async () => {
    become({ standards: [] });
    const { recorder, detector, hub } = await read();
    expect(recorder).toMatchObject({
      RESOURCE_ID: region,
      HAS_RECORDER: false,
      IS_RECORDING: false,
      BLIND_TO: [],
    });
    expect(detector).toMatchObject({ HAS_DETECTOR: false, IS_ENABLED: false, S3_LOGS: false, BLIND_TO: [] });
    expect(hub).toMatchObject({ IS_ENABLED: false, STANDARDS: [], BLIND_TO: [] });
    expect(calls()).toEqual({
      'config:DescribeConfigurationRecorders': 1,
      'guardduty:ListDetectors': 1,
      'securityhub:DescribeHub': 1,
    });
  });

  test('is a row with what is set where it is on, by seven calls', async () => {
    become({ ...on, recorderStatus: { ...on.recorderStatus, recording: true } });
    const { recorder, detector, hub } = await read();
    expect(recorder).toMatchObject({
      HAS_RECORDER: true,
      IS_RECORDING: true,
      DELIVERY_BUCKET: on.deliveryChannel?.s3BucketName,
    });
    expect(detector).toMatchObject({ DETECTOR_ID: on.detector?.id, IS_ENABLED: true });
    expect(hub).toMatchObject({ ARN: on.hub?.HubArn, IS_ENABLED: true });
    expect(hub.STANDARDS).toHaveLength(on.standards.length);
    expect(Object.values(calls()).reduce((sum, count) => sum + count, 0)).toBe(7);
  });

  test('that is there and stopped is off', async () => {
    become({
      ...on,
      recorderStatus: { ...on.recorderStatus, recording: false },
      ...(on.detector ? { detector: { ...on.detector, Status: 'DISABLED' as const } } : {}),
    });
    const { recorder, detector } = await read();
    expect(recorder).toMatchObject({ HAS_RECORDER: true, IS_RECORDING: false });
    expect(detector).toMatchObject({ HAS_DETECTOR: true, IS_ENABLED: false, S3_LOGS: false, RUNTIME: false });
  });

  test('and could not be read is neither on nor off', async () => {
    become(on);
    const faults = ['DescribeConfigurationRecorderStatus', 'GetDetector', 'GetEnabledStandards'].map(
      (operation) =>
        reader.aws.faults.add({
          match: { operation, accountId: reader.member.id },
          action: { error: { code: 'AccessDeniedException', message: 'no', status: 403 } },
        }),
    );
    const { recorder, detector, hub } = await read();
    for (const fault of faults) fault.remove();
    expect(recorder).toMatchObject({ HAS_RECORDER: true, BLIND_TO: ['Status'] });
    expect(recorder).not.toHaveProperty('IS_RECORDING');
    expect(detector).toMatchObject({ HAS_DETECTOR: true, BLIND_TO: ['Detector'] });
    for (const column of ['IS_ENABLED', 'S3_LOGS', 'RUNTIME']) expect(detector).not.toHaveProperty(column);
    expect(hub).toMatchObject({ IS_ENABLED: true, BLIND_TO: ['Standards'] });
    expect(hub).not.toHaveProperty('STANDARDS');
  });
});

test('refused altogether is a unit that is denied, and no row that says off', async () => {
  for (const operation of ['DescribeConfigurationRecorders', 'ListDetectors', 'DescribeHub']) {
    reader.aws.faults.add({
      match: { operation, accountId: reader.member.id },
      action: { error: { code: 'AccessDeniedException', message: 'no', status: 403 } },
    });
  }
  const { units, rows } = await reader.read(reader.access(), reader.member, {
    collectors: collectors(...NAMES),
    regions: [region],
  });
  expect(units.map(({ status }) => status)).toEqual(['denied', 'denied', 'denied']);
  expect([...rows.values()].flat()).toEqual([]);
});
