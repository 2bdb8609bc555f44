import { afterAll, beforeAll, expect, test } from 'vitest';
import { ocsfView, violationsView } from '../../src/detections/exchange-views.ts';
import { controlResultsView, findingsView } from '../../src/detections/finding-views.ts';
import { createView } from '../../src/snowflake/ddl.ts';
import { literal } from '../../src/snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { SCHEMA } from '../snowflake/recording-session.ts';
import { inPlaceOf, object } from './in-place-of.ts';

// What the views over FINDINGS make of each answer: the answers are put in its place.

const NAMES = { tables: object, detections: object };
const COLUMNS = findingsView('', NAMES).columns.map(({ name }) => name);
const TYPES: Readonly<Record<string, string>> = {
  EVIDENCE: 'VARIANT',
  OBSERVED_AT: 'TIMESTAMP_LTZ',
  BLIND_SINCE: 'TIMESTAMP_LTZ',
};

const SEEN = '2026-01-02T03:04:05.000Z';
const SINCE = '2026-01-03T03:04:05.000Z';

let sandbox: PreparedSandbox;
let session: SnowflakeSession;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 1 });
  session = await openServiceSession(sandbox);
  await inPlaceOf(session, 'DETECTION_CONTROLS', [
    "SELECT 'one' AS DETECTION_ID, 'cis' AS FRAMEWORK, '7.0' AS VERSION, '1.1' AS CONTROL",
    "SELECT 'two', 'cis', '7.0', '1.1'",
    "SELECT 'two', 'fsbp', NULL, 'IAM.1'",
  ]);
  await inPlaceOf(
    session,
    'DETECTIONS',
    ['one', 'two', 'three'].map(
      (id) => `SELECT ${literal(id)} AS DETECTION_ID, 'why ${id}' AS WHY, 'remedy ${id}' AS REMEDY`,
    ),
  );
});
afterAll(async () => {
  await session.close();
  await sandbox.close();
});

const ask = (sql: string) => session.execute(sql, { about: 'test' });

/** A finding: of detection one in account 1, but for what is said otherwise. */
function finding(status: string, more: Readonly<Record<string, string | null>> = {}): string {
  const values: Readonly<Record<string, string | null>> = {
    FINDING_ID: `${more.DETECTION_ID ?? 'one'}-${status}`,
    DETECTION_ID: 'one',
    TITLE: 'It holds',
    SEVERITY: 'high',
    STATUS: status === 'excepted' ? 'fail' : status,
    EFFECTIVE_STATUS: status,
    ACCOUNT_ID: '1',
    ACCOUNT_NAME: 'first',
    OU_PATH: '/Work/Left',
    REGION: 'eu-west-1',
    RESOURCE_TYPE: 'AWS::EC2::VPC',
    RESOURCE_ID: 'vpc-1',
    RESOURCE_ARN: 'arn:aws:ec2:eu-west-1:1:vpc/vpc-1',
    REASON: `because ${status}`,
    EVIDENCE: '{"a":1}',
    OBSERVED_AT: SEEN,
    BLIND_SINCE: status === 'unknown' ? SINCE : null,
    LAST_STATUS: status === 'unknown' ? 'pass' : null,
    ...more,
  };
  const cells = COLUMNS.map((name) => {
    const { [name]: value = null } = values;
    const type = TYPES[name] ?? 'STRING';
    const text = value === null ? 'NULL' : literal(value);
    return `${type === 'VARIANT' ? `PARSE_JSON(${text})` : `${text}::${type}`} AS ${name}`;
  });
  return `SELECT ${cells.join(', ')}`;
}

const haveFindings = (...findings: readonly string[]) => inPlaceOf(session, 'FINDINGS', findings);

test('a control passes in an account only if nothing fails and nothing is unknown, whichever detection answers it', async () => {
  const of = (account: string, ...statuses: readonly string[]) =>
    statuses.map((status, index) =>
      finding(status, { ACCOUNT_ID: account, DETECTION_ID: index === 0 ? 'one' : 'two' }),
    );
  await haveFindings(
    ...of('all-pass', 'pass', 'pass'),
    ...of('excepted', 'pass', 'excepted'),
    ...of('fails', 'pass', 'fail', 'unknown'),
    ...of('fails-first', 'fail', 'pass'),
    ...of('unknown', 'pass', 'unknown', 'excepted'),
    finding('fail', { ACCOUNT_ID: 'of-none', DETECTION_ID: 'three' }),
  );
  await ask(createView(SCHEMA, controlResultsView(NAMES)));
  const rows = await ask(
    `SELECT ACCOUNT_ID || ' ' || FRAMEWORK || ' ' || COALESCE(VERSION, '-') || ' ' || CONTROL || ' ' || STATUS || ' ' ||
     PASS || ' ' || FAIL || ' ' || UNKNOWN || ' ' || EXCEPTED AS TOLD FROM ${object('CONTROL_RESULTS')} ORDER BY TOLD`,
  );
  expect(rows.map(({ TOLD }) => TOLD)).toEqual([
    'all-pass cis 7.0 1.1 pass 2 0 0 0',
    'all-pass fsbp - IAM.1 pass 1 0 0 0',
    'excepted cis 7.0 1.1 pass 1 0 0 1',
    'excepted fsbp - IAM.1 pass 0 0 0 1',
    'fails cis 7.0 1.1 fail 1 1 1 0',
    'fails fsbp - IAM.1 fail 0 1 1 0',
    'fails-first cis 7.0 1.1 fail 1 1 0 0',
    'fails-first fsbp - IAM.1 pass 1 0 0 0',
    'unknown cis 7.0 1.1 unknown 1 0 1 1',
    'unknown fsbp - IAM.1 unknown 0 0 1 1',
  ]);
});

/** What the findings are as events, by finding. */
async function events(...findings: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  await haveFindings(...findings);
  await ask(createView(SCHEMA, ocsfView(NAMES)));
  const rows = await ask(`SELECT FINDING_ID, EVENT FROM ${object('FINDINGS_OCSF')}`);
  return new Map(rows.map(({ FINDING_ID, EVENT }) => [String(FINDING_ID), EVENT]));
}

test('a finding is a Compliance Finding of OCSF, with all that its class asks for', async () => {
  const told = await events(finding('fail', { DETECTION_ID: 'two' }));
  // https://schema.ocsf.io/1.6.0/classes/compliance_finding?profiles=cloud
  expect(told.get('two-fail')).toEqual({
    activity_id: 1,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2003,
    class_name: 'Compliance Finding',
    type_uid: 200_301,
    time: Date.parse(SEEN),
    severity_id: 4,
    severity: 'High',
    status_id: 1,
    status: 'New',
    message: 'because fail',
    compliance: {
      control: 'two',
      standards: expect.toSatisfy((all: readonly string[]) => all.toSorted().join() === 'cis-7.0,fsbp') as [],
      requirements: expect.toSatisfy(
        (all: readonly string[]) => all.toSorted().join() === 'cis-7.0 1.1,fsbp IAM.1',
      ) as [],
      status_id: 3,
      status: 'Fail',
      status_detail: 'because fail',
    },
    finding_info: { uid: 'two-fail', title: 'It holds', desc: 'why two', last_seen_time: Date.parse(SEEN) },
    remediation: { desc: 'remedy two' },
    resources: [
      {
        uid: 'arn:aws:ec2:eu-west-1:1:vpc/vpc-1',
        name: 'vpc-1',
        type: 'AWS::EC2::VPC',
        region: 'eu-west-1',
      },
    ],
    cloud: {
      provider: 'AWS',
      region: 'eu-west-1',
      account: { uid: '1', name: 'first', type_id: 10, type: 'AWS Account' },
    },
    metadata: {
      version: '1.6.0',
      profiles: ['cloud'],
      event_code: 'two',
      product: { name: 'snowcensus', vendor_name: 'snowcensus' },
    },
  });
});

test('as an event, each status and each severity has the number that OCSF gives it', async () => {
  const severities = { low: 2, medium: 3, high: 4, critical: 5 };
  const told = await events(
    ...['pass', 'unknown', 'fail', 'excepted'].map((status) => finding(status)),
    ...Object.keys(severities).map((severity) =>
      finding('fail', { FINDING_ID: severity, SEVERITY: severity }),
    ),
  );
  const statuses = { pass: [1, 'Pass'], unknown: [2, 'Warning'], fail: [3, 'Fail'], excepted: [3, 'Fail'] };
  for (const [status, [status_id, text]] of Object.entries(statuses)) {
    expect(told.get(`one-${status}`)).toMatchObject({
      compliance: { status_id, status: text },
      ...(status === 'excepted' ? { status_id: 3, status: 'Suppressed' } : { status_id: 1, status: 'New' }),
    });
  }
  for (const [severity, severity_id] of Object.entries(severities)) {
    expect(told.get(severity)).toMatchObject({ severity_id });
  }
});

test('an event of a place that nobody ever read, by a detection of no framework, has what is required all the same', async () => {
  const nothing = { RESOURCE_ID: null, RESOURCE_ARN: null, OBSERVED_AT: null, EVIDENCE: null };
  const told = await events(finding('unknown', { DETECTION_ID: 'three', ...nothing }));
  const event = told.get('three-unknown');
  expect(event).toMatchObject({
    time: expect.toSatisfy((time: number) => Math.abs(Date.now() - time) < 3_600_000) as number,
    compliance: { standards: [], requirements: [], status_id: 2 },
    resources: [{ uid: '1', type: 'AWS::EC2::VPC', region: 'eu-west-1' }],
  });
  expect(event).not.toHaveProperty('finding_info.last_seen_time');
});

test('what fails and what cannot be read are violations in SnowAlert’s columns, and nothing else is', async () => {
  const place = { DETECTION_ID: 'two', RESOURCE_ID: null, RESOURCE_ARN: null, OU_PATH: null };
  await haveFindings(
    ...['pass', 'fail', 'excepted', 'unknown'].map((status) => finding(status)),
    finding('unknown', { ...place, SEVERITY: 'critical' }),
  );
  await ask(createView(SCHEMA, violationsView(NAMES)));
  const rows = await ask(`SELECT * FROM ${object('VIOLATIONS_SNOWALERT')} ORDER BY QUERY_ID, DESCRIPTION`);
  const event = (status: string, last: object) => ({ status, ...last, evidence: { a: 1 } });
  const environment = { cloud: 'AWS', account_id: '1', account_name: 'first' };
  const inUnit = { ...environment, organizational_unit: '/Work/Left' };
  const common = { TITLE: 'It holds', DETECTOR: 'snowcensus', OWNER: null };
  expect(rows).toEqual([
    {
      ...common,
      ENVIRONMENT: inUnit,
      OBJECT: 'arn:aws:ec2:eu-west-1:1:vpc/vpc-1',
      DESCRIPTION: 'fail: because fail',
      ALERT_TIME: new Date(SEEN),
      EVENT_DATA: event('fail', {}),
      SEVERITY: 'High',
      IDENTITY: { query_id: 'one', finding_id: 'one-fail', status: 'fail' },
      QUERY_ID: 'one',
    },
    {
      ...common,
      ENVIRONMENT: inUnit,
      OBJECT: 'arn:aws:ec2:eu-west-1:1:vpc/vpc-1',
      DESCRIPTION: 'unknown: because unknown',
      // SnowAlert takes violations of the last day: what stays out of sight is told once.
      ALERT_TIME: new Date(SINCE),
      EVENT_DATA: event('unknown', { last_status: 'pass' }),
      SEVERITY: 'High',
      IDENTITY: { query_id: 'one', finding_id: 'one-unknown', status: 'unknown' },
      QUERY_ID: 'one',
    },
    {
      ...common,
      ENVIRONMENT: environment,
      OBJECT: '1/eu-west-1',
      DESCRIPTION: 'unknown: because unknown',
      ALERT_TIME: new Date(SINCE),
      EVENT_DATA: event('unknown', { last_status: 'pass' }),
      SEVERITY: 'Critical',
      IDENTITY: { query_id: 'two', finding_id: 'two-unknown', status: 'unknown' },
      QUERY_ID: 'two',
    },
  ]);
});
