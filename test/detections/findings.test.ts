import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Detection } from '../../src/detections/detection.ts';
import { detectionViewName } from '../../src/detections/detection-view.ts';
import { findingsViews } from '../../src/detections/finding-views.ts';
import { readDetections } from '../../src/detections/read-detections.ts';
import { createView } from '../../src/snowflake/ddl.ts';
import { literal, objectName } from '../../src/snowflake/identifiers.ts';
import { ACCOUNTS, INVENTORY } from '../installation/installation.ts';
import { accountOf, removeMemberRole } from '../sandbox/aws/world/plant.ts';
import { SCHEMA } from '../snowflake/recording-session.ts';
import { LANDING_QUERIES } from './landing-queries.ts';
import { LATER_DAYS } from './later-days.ts';
import { LEFT_TO_CASES, OF_WORDS } from './left-to-cases.ts';
import { mutantsOf } from './mutants.ts';
import { CLOUDTRAIL, IDENTITY_CENTER, installTroubled, type TroubledInstallation } from './organization.ts';
import { roleArn, TRUST_CASES } from './plant-trust.ts';
import { failuresOf } from './second-way.ts';
import { settle, unseenPredicates } from './see-mutants.ts';

const DETECTIONS = readDetections();

let installation: TroubledInstallation;

const FOUND = 'SNOWALERT.SCRATCH.FOUND';
const OWN_SCHEMA = { ...SCHEMA, schema: 'SNOWCENSUS_DETECTIONS' };

const NAMES = {
  tables: (object: string) => objectName(SCHEMA, object),
  detections: (object: string) => objectName(OWN_SCHEMA, object),
};

const EXCEPT_ALL =
  "INSERT INTO SNOWALERT.SNOWCENSUS_DETECTIONS.FINDING_EXCEPTIONS (EXCEPTION_ID, DETECTION_ID, REASON, OWNER, EXPIRES_AT) VALUES ('ALL', '*', 'all of it', 'everybody', '2099-01-01 00:00:00 +0000')";

/** The reader computes FINDINGS once for all tests, into a table. */
beforeAll(async () => {
  installation = await installTroubled();
  for (const connection of [ACCOUNTS, INVENTORY, CLOUDTRAIL, IDENTITY_CENTER]) {
    await installation.run(connection);
  }
  await ask(
    'CREATE SCHEMA SNOWALERT.SCRATCH',
    'GRANT USAGE, CREATE TABLE ON SCHEMA SNOWALERT.SCRATCH TO ROLE SNOWCENSUS_READER',
    'USE ROLE SNOWCENSUS_OWNER',
    'USE SCHEMA SNOWALERT.SNOWCENSUS_DETECTIONS',
    EXCEPT_ALL,
    'USE ROLE SNOWCENSUS_READER',
    `CREATE TABLE ${FOUND} AS SELECT * FROM FINDINGS`,
    'USE ROLE SNOWCENSUS_OWNER',
    'DELETE FROM FINDING_EXCEPTIONS',
    'USE ROLE SNOWCENSUS_READER',
  );
}, 600_000);
afterAll(() => installation.close());

async function ask<T = Record<string, unknown>>(...statements: readonly string[]): Promise<readonly T[]> {
  let rows: readonly T[] = [];
  for (const sql of statements) rows = await installation.client.query<T>(sql);
  return rows;
}

describe('the detections, on an organization with planted problems', () => {
  test('find as many as their heads say, and never the same twice', async () => {
    const rows = await ask<{ DETECTION_ID: string; STATUS: string; N: number }>(
      `SELECT DETECTION_ID, STATUS, COUNT(*) AS N FROM ${FOUND} GROUP BY DETECTION_ID, STATUS`,
    );
    const counted = (id: string, status: string) =>
      rows.find(({ DETECTION_ID, STATUS }) => DETECTION_ID === id && STATUS === status)?.N ?? 0;
    const expected = DETECTIONS.filter(({ tests }) => tests).map(({ id, tests }) => ({ id, ...tests }));
    expect(
      expected.map(({ id }) => ({
        id,
        pass: counted(id, 'pass'),
        fail: counted(id, 'fail'),
        unknown: counted(id, 'unknown'),
      })),
    ).toEqual(expected);
    expect(expected.length).toBeGreaterThan(60);
    expect(await ask(`SELECT FINDING_ID FROM ${FOUND} GROUP BY FINDING_ID HAVING COUNT(*) > 1`)).toEqual([]);
  });

  test('have their failures excepted where somebody accepts them, and nothing else', async () => {
    const rows = await ask<{ DETECTION_ID: string; STATUS: string; EFFECTIVE_STATUS: string }>(
      `SELECT DISTINCT DETECTION_ID, STATUS, EFFECTIVE_STATUS FROM ${FOUND}`,
    );
    expect(
      rows.filter(
        ({ STATUS, EFFECTIVE_STATUS }) => EFFECTIVE_STATUS !== (STATUS === 'fail' ? 'excepted' : STATUS),
      ),
    ).toEqual([]);
    const excepted = rows.filter(({ EFFECTIVE_STATUS }) => EFFECTIVE_STATUS === 'excepted');
    const failing = DETECTIONS.filter(({ tests }) => tests !== undefined && tests.fail > 0);
    expect(excepted.map(({ DETECTION_ID }) => DETECTION_ID)).toEqual(
      expect.arrayContaining(failing.map(({ id }) => id)),
    );
  });

  test('answer nothing but unknown for an account whose role is missing, refuses us or that is suspended', async () => {
    const { withoutRole, refusesExternalId, suspended } = installation.cast;
    const blind = [withoutRole, refusesExternalId, suspended].map((id) => `'${id}'`).join(', ');
    const rows = await ask(
      `SELECT DETECTION_ID, STATUS FROM ${FOUND} WHERE ACCOUNT_ID IN (${blind}) AND STATUS <> 'unknown'
       AND NOT (DETECTION_ID = 'coverage_blind' AND STATUS = 'fail')`,
    );
    expect(rows).toEqual([]);
    // What its administrator told of one of them is told, and is no answer of its own.
    const told = await ask(
      `SELECT LAST_STATUS, REASON FROM ${FOUND} WHERE ACCOUNT_ID IN (${blind}) AND DETECTION_ID = 'guardduty_enabled' AND REGION <> '*'`,
    );
    expect(told).toEqual([
      {
        LAST_STATUS: 'pass',
        REASON: expect.stringMatching(
          /^only its administrator told of it: The detector looks\. The account itself: .{20}/,
        ) as string,
      },
    ]);
    const unknown = await ask<{ ACCOUNT_ID: string; REASON: string }>(
      `SELECT ACCOUNT_ID, REASON FROM ${FOUND} WHERE ACCOUNT_ID IN (${blind}) AND DETECTION_ID = 'iam_root_mfa'`,
    );
    expect(unknown).toHaveLength(3);
    expect(unknown.every(({ REASON }) => REASON.length > 20)).toBe(true);
  });

  test('are unknown exactly where one region or one collector could not be read', async () => {
    const { regionDenied, throttled } = installation.cast;
    const unknown = (id: string, account: string) =>
      ask<{ REGION: string }>(
        `SELECT REGION FROM ${FOUND} WHERE DETECTION_ID = '${id}' AND ACCOUNT_ID = '${account}' AND STATUS = 'unknown'`,
      );
    expect(await unknown('vpc_flow_logs', regionDenied)).toEqual([{ REGION: 'eu-west-1' }]);
    expect(await unknown('iam_root_mfa', regionDenied)).toEqual([]);
    expect(await unknown('vpc_flow_logs', throttled)).toEqual([]);
    expect((await unknown('ec2_imdsv2', throttled)).map(({ REGION }) => REGION).sort()).toEqual([
      'eu-west-1',
      'us-east-1',
    ]);
  });

  test('are unknown for one bucket that refuses us exactly where they need what it refused', async () => {
    const [blind] = await ask<{ RESOURCE_ID: string; BLIND_TO: readonly string[] }>(
      'SELECT RESOURCE_ID, BLIND_TO FROM SNOWALERT.DATA.CONNECTOR_BLIND_SPOTS WHERE RESOURCE_ID IS NOT NULL',
    );
    const ofBuckets = DETECTIONS.filter(
      ({ tables }) => tables[0] === 'AWS_S3_BUCKETS' || tables[1] === 'AWS_S3_BUCKETS',
    );
    const needing = ofBuckets.filter(({ needs }) => needs.some((need) => blind?.BLIND_TO.includes(need)));
    const found = await ask<{ DETECTION_ID: string; STATUS: string }>(
      `SELECT DETECTION_ID, STATUS FROM ${FOUND} WHERE RESOURCE_ID = '${blind?.RESOURCE_ID}'`,
    );
    const unknown = found
      .filter(({ STATUS }) => STATUS === 'unknown')
      .map(({ DETECTION_ID }) => DETECTION_ID);
    expect(unknown.sort()).toEqual(needing.filter(({ service }) => service === 's3').map(({ id }) => id));
    expect(unknown.length).toBeGreaterThan(6);
    const others = await ask(
      `SELECT DETECTION_ID FROM ${FOUND} WHERE STATUS = 'unknown' AND RESOURCE_TYPE = 'AWS::S3::Bucket' AND RESOURCE_ID <> '${blind?.RESOURCE_ID}'`,
    );
    expect(others).toEqual([]);
  });

  test.each(Object.keys(failuresOf))('%s fails where a walk over the organization says so', async (id) => {
    const { world } = installation.sandbox;
    const { reads = [] } = DETECTIONS.find((detection) => detection.id === id) ?? {};
    const readable = await ask<{ ACCOUNT_ID: string; REGION: string }>(
      `SELECT ACCOUNT_ID, REGION FROM DETECTION_UNITS WHERE COLLECTOR IN (${reads.map((name) => `'${name}'`).join(', ')})
       GROUP BY ACCOUNT_ID, REGION HAVING COUNT_IF(STATE = 'seen') = ${reads.length}`,
    );
    const expected = readable.flatMap(
      ({ ACCOUNT_ID, REGION }) => failuresOf[id]?.(accountOf(world, ACCOUNT_ID), REGION) ?? [],
    );
    const found = await ask<{ RESOURCE_ID: string }>(
      `SELECT RESOURCE_ID FROM ${FOUND} WHERE DETECTION_ID = '${id}' AND STATUS = 'fail'`,
    );
    const seen = found.map(({ RESOURCE_ID }) => RESOURCE_ID);
    expect(seen.sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(0);
  });
});

describe('the detections, asked a second way', () => {
  beforeAll(() => ask('USE ROLE SNOWCENSUS_OWNER'));
  afterAll(() => ask('USE ROLE SNOWCENSUS_READER'));

  test('are of many services', () => {
    const asked = DETECTIONS.filter(({ id }) => Object.hasOwn(LANDING_QUERIES, id));
    expect(asked).toHaveLength(Object.keys(LANDING_QUERIES).length);
    expect(new Set(asked.map(({ service }) => service)).size).toBeGreaterThanOrEqual(15);
  });

  test.each(Object.entries(LANDING_QUERIES))('%s fails for what the landed rows say', async (id, sql) => {
    const found = await ask<{ ID: string }>(
      `SELECT RESOURCE_ID AS ID FROM ${FOUND} WHERE DETECTION_ID = '${id}' AND STATUS = 'fail'`,
    );
    const landed = await ask<{ ID: string }>(sql);
    expect(found.map(({ ID }) => ID).sort()).toEqual(landed.map(({ ID }) => ID).sort());
    expect(landed.length).toBeGreaterThan(0);
  });
});

describe('the detections of trust', () => {
  test('fail for the roles that let strangers in, whatever way their policy is written', async () => {
    const { cast, sandbox } = installation;
    const rows = await ask<{ RESOURCE_ID: string; DETECTION_ID: string }>(
      `SELECT RESOURCE_ID, DETECTION_ID FROM ${FOUND} WHERE STARTSWITH(DETECTION_ID, 'iam_trust_') AND STATUS = 'fail'`,
    );
    const found = (name: string) =>
      rows
        .filter(({ RESOURCE_ID }) => RESOURCE_ID === roleArn(sandbox.world, cast, name))
        .map(({ DETECTION_ID }) => DETECTION_ID)
        .sort();
    const names = Object.keys(TRUST_CASES);
    expect(Object.fromEntries(names.map((name) => [name, found(name)]))).toEqual(
      Object.fromEntries(Object.entries(TRUST_CASES).map(([name, { fails }]) => [name, [...fails].sort()])),
    );
  });
});

describe('the counts', () => {
  test('see every predicate of every detection negated, but those that are left to the cases', async () => {
    const mutants = DETECTIONS.flatMap(({ sql }) => mutantsOf(sql));
    expect(mutants.length).toBeGreaterThan(500);
    const settled = await settle(ask, DETECTIONS, { names: NAMES, scratch: 'SNOWALERT.SCRATCH' });
    const unseen: string[] = [];
    for (const detection of DETECTIONS) {
      const predicates = await unseenPredicates(ask, detection, settled);
      unseen.push(...predicates.map((predicate) => `${detection.id}: ${predicate}`));
    }
    const expected = [LEFT_TO_CASES, OF_WORDS].flatMap((left) =>
      Object.entries(left).flatMap(([id, predicates]) => predicates.map((one) => `${id}: ${one}`)),
    );
    const byText = (a: string, b: string) => (a < b ? -1 : 1);
    expect(unseen.toSorted(byText)).toEqual(expected.toSorted(byText));
  });
});

describe('what is asked of the findings', () => {
  test('of one detection reads its own tables only', async () => {
    const plan = await ask<{ objects: string | null }>(
      "EXPLAIN SELECT STATUS FROM FINDINGS WHERE DETECTION_ID = 'vpc_flow_logs'",
    );
    const landed = plan.flatMap(({ objects }) => objects?.match(/AWS_\w+_SNAPSHOTS/g) ?? []);
    expect([...new Set(landed)].sort()).toEqual([
      'AWS_ACCOUNTS_SNAPSHOTS',
      'AWS_EC2_FLOW_LOGS_SNAPSHOTS',
      'AWS_EC2_VPCS_SNAPSHOTS',
    ]);
  });

  test('is a view for each detection too, which says the same', async () => {
    const detection = DETECTIONS.find(({ id }) => id === 'ec2_admin_ports_v6');
    const rows = await ask(
      `SELECT v.FINDING_ID FROM ${detectionViewName({ id: detection?.id ?? '' })} v
       FULL OUTER JOIN (SELECT * FROM ${FOUND} WHERE DETECTION_ID = 'ec2_admin_ports_v6') f
       ON f.FINDING_ID = v.FINDING_ID AND f.STATUS = v.STATUS
       WHERE f.FINDING_ID IS NULL OR v.FINDING_ID IS NULL`,
    );
    expect(rows).toEqual([]);
  });
});

/** What is asked from here on. The rest of the view costs time, and says nothing of what is tested below. */
const FEW = ['ec2_admin_ports_v4', 'ec2_admin_ports_v6', 'ec2_imdsv2', 'iam_root_mfa', 'vpc_flow_logs'];

describe('FINDINGS of a few detections', () => {
  test('is the same view with fewer questions', async () => {
    const few = DETECTIONS.filter(({ id }) => FEW.includes(id));
    await haveFindingsOf(few);
    const found = await ask<{ DETECTION_ID: string }>(
      'SELECT DISTINCT DETECTION_ID FROM FINDINGS ORDER BY DETECTION_ID',
    );
    expect(found.map(({ DETECTION_ID }) => DETECTION_ID)).toEqual(FEW);
  });
});

describe('the command line', () => {
  const run = (...args: readonly string[]) =>
    installation.command('detections', 'run', 'ec2_imdsv2', ...args);

  test('counts what a detection finds, and ends with 2 where not all passes', async () => {
    const { code, stdout } = await run('--json');
    const [counts] = await ask(
      `SELECT COUNT_IF(STATUS = 'pass') AS PASS, COUNT_IF(STATUS = 'fail') AS FAIL, COUNT_IF(STATUS = 'unknown') AS UNKNOWN
       FROM ${FOUND} WHERE DETECTION_ID = 'ec2_imdsv2'`,
    );
    const { PASS: pass, FAIL: fail, UNKNOWN: unknown } = counts ?? {};
    expect(JSON.parse(stdout)).toMatchObject({
      detections: [{ id: 'ec2_imdsv2', pass, fail, unknown, excepted: 0 }],
    });
    expect(code).toBe(2);
  });

  test.each([
    ['--csv', 1, /^ec2_imdsv2,\w+,(?:pass|fail|unknown),\d{12},/],
    ['--ocsf', 0, /^\{.*"class_uid":2003/],
  ])('%s prints every finding of an account on a line of its own', async (form, header, line) => {
    const account = installation.cast.changes;
    const found = await ask(
      `SELECT FINDING_ID FROM ${FOUND} WHERE DETECTION_ID = 'ec2_imdsv2' AND ACCOUNT_ID = '${account}'`,
    );
    const { stdout } = await run('--account', account, form);
    const lines = stdout.trimEnd().split('\n').slice(header);
    expect(lines).toHaveLength(found.length);
    for (const each of lines) expect(each).toMatch(line);
  });

  test('test runs files in their frame, and compares what they find with their heads', async () => {
    const { code, stdout } = await installation.command('detections', 'test', ...FEW, '--counts', '--json');
    const { tests } = JSON.parse(stdout) as {
      readonly tests: readonly { readonly problem: string | null }[];
    };
    expect(tests.map(({ problem }) => problem)).toEqual(FEW.map(() => null));
    expect(code).toBe(0);
  });

  test('test says what is wrong with files, each by itself, and run that they are not installed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'snowcensus-detections-'));
    const [model = ''] = DETECTIONS.filter(({ id }) => id === 'iam_root_mfa').map(({ sql }) => sql);
    const head = (tests: string) =>
      `/*\ntitle: A detection of ones own\nseverity: low\nper: account\nresource_type: AWS::IAM::User\nreads: [iam.account_summary]\nwhy: It is asked of us.\nremedy: Ask the others.\ntests: ${tests}\n*/\n`;
    const own = join(folder, 'own');
    await mkdir(own);
    const right = DETECTIONS.find(({ id }) => id === 'iam_root_mfa')?.tests;
    await writeFile(join(own, 'own_right.sql'), head(JSON.stringify(right)) + model);
    await writeFile(join(own, 'own_counts.sql'), head('{ pass: 1, fail: 2, unknown: 3 }') + model);
    await writeFile(
      join(own, 'own_column.sql'),
      head(JSON.stringify(right)) + model.replace('ACCOUNT_ID', 'NO_SUCH_COLUMN AS ACCOUNT_ID'),
    );
    const names = ['own_column', 'own_counts', 'own_right'];
    const { code, stdout } = await installation.command(
      'detections',
      'test',
      ...names,
      '--detections',
      folder,
      '--counts',
    );
    const asked = await installation.command(
      'detections',
      'run',
      'own_right',
      'ec2_imdsv2',
      '--detections',
      folder,
    );
    await rm(folder, { recursive: true });
    expect(asked).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('own_right is not installed') as string,
    });
    expect(code).toBe(2);
    expect(stdout).toMatch(/own_right +\d+ +\d+ +\d+ +ok/);
    expect(stdout).toMatch(/own_counts +\d+ +\d+ +\d+ +wrong/);
    expect(stdout).toContain('own_counts: its head expects 1 pass, 2 fail, 3 unknown');
    expect(stdout).toMatch(/own_column: .*NO_SUCH_COLUMN/s);
  });

  test('never says that all is well of an account that it knows nothing of', async () => {
    for (const form of ['--json', '--csv', '--ocsf']) {
      const { code, stderr } = await run('--account', '000000000000', form);
      expect({ form, code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('nothing that the detections could answer for') as string,
      });
    }
  });
});

const SSH = "DETECTION_ID = 'ec2_admin_ports_v4'";

describe('an exception', () => {
  test('covers what fails until it ends, and one that covers nothing is told', async () => {
    const id = installation.cast.changes;
    await ask(
      'USE ROLE SNOWCENSUS_OWNER',
      'USE SCHEMA SNOWALERT.SNOWCENSUS_DETECTIONS',
      `INSERT INTO FINDING_EXCEPTIONS (EXCEPTION_ID, DETECTION_ID, ACCOUNT_ID, REGION, RESOURCE, REASON, OWNER, EXPIRES_AT) VALUES
        ('SEC-1', 'ec2_admin_ports_*', '${id}', 'us-east-1', 'sg-0000000000000000*', 'a bastion', 'network', '2099-01-01 00:00:00 +0000'),
        ('SEC-2', 'ec2_admin_ports_v4', NULL, NULL, NULL, 'it was', 'network', '2026-01-01 00:00:00 +0000'),
        ('SEC-3', 'ec2_admin_ports_v4', NULL, NULL, NULL, ' ', 'network', '2099-01-01 00:00:00 +0000'),
        ('SEC-4', 'ec2%', NULL, NULL, NULL, 'a percent sign is no wildcard', 'network', '2099-01-01 00:00:00 +0000'),
        ('SEC-5', 'ec2_admin_ports_v4', '${installation.cast.withoutRole}', NULL, NULL, 'unknown is not accepted', 'network', '2099-01-01 00:00:00 +0000')`,
    );
    const rows = await ask<{ STATUS: string; EFFECTIVE_STATUS: string; EXCEPTION_ID: string | null }>(
      `SELECT STATUS, EFFECTIVE_STATUS, EXCEPTION_ID FROM FINDINGS WHERE ${SSH} AND (STATUS = 'fail' OR ACCOUNT_ID = '${installation.cast.withoutRole}')`,
    );
    const excepted = rows.filter(({ EXCEPTION_ID }) => EXCEPTION_ID !== null);
    expect(excepted.length).toBeGreaterThan(0);
    expect(excepted.every((row) => row.EXCEPTION_ID === 'SEC-1' && row.EFFECTIVE_STATUS === 'excepted')).toBe(
      true,
    );
    expect(rows.filter(({ STATUS }) => STATUS === 'unknown')).toEqual([
      { STATUS: 'unknown', EFFECTIVE_STATUS: 'unknown', EXCEPTION_ID: null },
    ]);
    const unused = await ask('SELECT EXCEPTION_ID, WHY FROM FINDING_EXCEPTIONS_UNUSED ORDER BY EXCEPTION_ID');
    expect(unused).toEqual([
      { EXCEPTION_ID: 'SEC-2', WHY: 'expired' },
      { EXCEPTION_ID: 'SEC-3', WHY: 'invalid' },
      { EXCEPTION_ID: 'SEC-4', WHY: 'unused' },
      { EXCEPTION_ID: 'SEC-5', WHY: 'unused' },
    ]);
  });

  test('without reason, owner or end is refused', async () => {
    for (const missing of ['REASON', 'OWNER', 'EXPIRES_AT']) {
      const columns = ['EXCEPTION_ID', 'DETECTION_ID', 'REASON', 'OWNER', 'EXPIRES_AT'].filter(
        (name) => name !== missing,
      );
      const values = columns.map((name) => (name === 'EXPIRES_AT' ? "'2099-01-01 00:00:00 +0000'" : "'x'"));
      await expect(
        ask(`INSERT INTO FINDING_EXCEPTIONS (${columns.join(', ')}) VALUES (${values.join(', ')})`),
      ).rejects.toThrow(/NULL/);
    }
  });
});

describe('a parameter', () => {
  test('that is no number makes the detection unknown, and says so', async () => {
    await ask(
      'USE ROLE SNOWCENSUS_OWNER',
      "INSERT INTO DETECTION_PARAMETERS (DETECTION_ID, NAME, VALUE) VALUES ('iam_password_length', 'LENGTH', 'fourteen')",
    );
    const rows = await ask<{ STATUS: string; REASON: string }>(
      'SELECT STATUS, MAX(REASON) AS REASON FROM DETECTION_IAM_PASSWORD_LENGTH GROUP BY STATUS',
    );
    expect(rows).toEqual([
      { STATUS: 'unknown', REASON: 'the parameter length is set to what is no number: fourteen' },
    ]);
    await ask(
      "DELETE FROM DETECTION_PARAMETERS WHERE DETECTION_ID = 'iam_password_length'",
      "INSERT INTO DETECTION_PARAMETERS (DETECTION_ID, NAME, VALUE) VALUES ('iam_password_length', 'length', '1')",
    );
    const [{ N = 0 } = {}] = await ask<{ N: number }>(
      "SELECT COUNT_IF(REASON LIKE 'Passwords have%' AND STATUS <> 'pass') AS N FROM DETECTION_IAM_PASSWORD_LENGTH",
    );
    expect(N).toBe(0);
  });
});

describe('an account that was read and is not let into any more', () => {
  const history = (condition: string) =>
    ask<{ FINDING_ID: string; STATUS: string; PREVIOUS_STATUS: string | null; REASON: string }>(
      `SELECT FINDING_ID, STATUS, PREVIOUS_STATUS, REASON FROM FINDING_HISTORY WHERE ${condition} ORDER BY FINDING_ID`,
    );

  test('is unknown in every detection, with the answer it had, and recorded so once', async () => {
    const { world } = installation.sandbox;
    const id = installation.cast.breaksLater;
    await recordsFindings(IDENTITY_CENTER, INVENTORY);
    const first = await installation.run(IDENTITY_CENTER);
    expect(first.error).toBeUndefined();
    const before = await history(`ACCOUNT_ID = '${id}'`);
    expect(new Set(before.map(({ PREVIOUS_STATUS }) => PREVIOUS_STATUS))).toEqual(new Set([null]));
    expect(new Set(before.map(({ STATUS }) => STATUS)).has('unknown')).toBe(false);
    removeMemberRole(world, id);
    const { snowflake } = installation.sandbox;
    snowflake.resetMetrics();
    const second = await installation.run(INVENTORY, '--account', id, '--account', installation.cast.changes);
    const recording = snowflake.metrics.log.filter(({ sqlText }) => sqlText.includes('FINDING_STATE'));
    expect(recording.map(({ kind }) => kind)).toEqual(['merge', 'insert', 'update', 'delete']);
    const after = await ask<{
      FINDING_ID: string;
      STATUS: string;
      LAST_STATUS: string;
      OBSERVED_AT: unknown;
    }>(
      `SELECT FINDING_ID, STATUS, LAST_STATUS, OBSERVED_AT FROM FINDINGS WHERE ACCOUNT_ID = '${id}'
       AND RESOURCE_ID IS NOT NULL ORDER BY FINDING_ID`,
    );
    expect(after.map(({ FINDING_ID, LAST_STATUS }) => ({ FINDING_ID, STATUS: LAST_STATUS }))).toEqual(
      before.map(({ FINDING_ID, STATUS }) => ({
        FINDING_ID,
        STATUS: STATUS === 'excepted' ? 'fail' : STATUS,
      })),
    );
    expect(after.every(({ STATUS, OBSERVED_AT }) => STATUS === 'unknown' && OBSERVED_AT !== null)).toBe(true);
    const changed = await history(`RUN_ID = '${second.runId}' AND RESOURCE_ID IS NOT NULL`);
    expect(changed.map(({ FINDING_ID, STATUS }) => ({ FINDING_ID, STATUS }))).toEqual(
      after.map(({ FINDING_ID }) => ({ FINDING_ID, STATUS: 'unknown' })),
    );
    expect(changed.every(({ REASON }) => REASON.length > 20)).toBe(true);
    await installation.run(IDENTITY_CENTER);
    expect(await history(`RUN_ID > '${second.runId}'`)).toEqual([]);
  });

  test('and a run whose findings cannot be recorded is published, and says so', async () => {
    await ask('USE ROLE SNOWCENSUS_OWNER', 'ALTER TABLE FINDING_STATE RENAME TO FINDING_STATE_AWAY');
    const { runId, status, error } = await installation.run(IDENTITY_CENTER);
    await ask('ALTER TABLE FINDING_STATE_AWAY RENAME TO FINDING_STATE');
    expect({ status, error }).toEqual({
      status: 'ok',
      error: expect.stringMatching(
        /the findings could not be recorded: .*FINDING_STATE.*snowcensus setup/s,
      ) as string,
    });
    const ledger = await ask(
      `SELECT PUBLISHED_AT IS NOT NULL AS IS_PUBLISHED, ERROR FROM SNOWALERT.DATA.CONNECTOR_RUNS WHERE RUN_ID = '${runId}'`,
    );
    expect(ledger).toEqual([{ IS_PUBLISHED: true, ERROR: error }]);
  });
});

/** Detections that some answer is missing of on the first day. */
const TURNING = DETECTIONS.filter(
  ({ tests }) => !(tests && tests.pass > 0 && tests.fail > 0 && tests.unknown > 0),
);

describe('each detection', () => {
  test('passes, fails, cannot tell and is excepted in the organization, on one day or another', async () => {
    const rows: { DETECTION_ID: string; STATUS: string; EFFECTIVE_STATUS: string }[] = [];
    const note = async (from: string) =>
      rows.push(
        ...(await ask<(typeof rows)[number]>(
          `SELECT DISTINCT DETECTION_ID, STATUS, EFFECTIVE_STATUS FROM ${from}`,
        )),
      );
    await note(FOUND);
    await haveFindingsOf(TURNING);
    await ask('USE ROLE SNOWCENSUS_OWNER', 'USE SCHEMA SNOWALERT.DATA', EXCEPT_ALL);
    for (const day of Object.values(LATER_DAYS)) {
      await ask('USE ROLE SNOWCENSUS_OWNER');
      await day(installation);
      await ask('USE ROLE SNOWCENSUS_READER');
      await note(NAMES.detections('FINDINGS'));
    }
    const seen = (id: string) =>
      rows
        .filter(({ DETECTION_ID }) => DETECTION_ID === id)
        .flatMap(({ STATUS, EFFECTIVE_STATUS }) => [STATUS, EFFECTIVE_STATUS]);
    expect(DETECTIONS.map(({ id }) => ({ id, seen: [...new Set(seen(id))].sort() }))).toEqual(
      DETECTIONS.map(({ id, reads }) => ({
        id,
        // What reads nothing of AWS is blind to nothing: coverage itself.
        seen: ['excepted', 'fail', 'pass', ...(reads.length > 0 ? ['unknown'] : [])],
      })),
    );
  });
});

/** Has FINDINGS ask no others, as its owner. */
async function haveFindingsOf(detections: readonly Detection[]): Promise<void> {
  const views = findingsViews(detections, NAMES).map((view) => createView(OWN_SCHEMA, view));
  await ask('USE ROLE SNOWCENSUS_OWNER', ...views, 'USE ROLE SNOWCENSUS_READER');
}

/** Has the runs of these connections record what the findings have become. */
async function recordsFindings(...connections: readonly string[]): Promise<void> {
  await ask('USE ROLE SNOWCENSUS_OWNER');
  for (const name of connections) {
    const [table] = await ask<{ comment: string }>(`SHOW TABLES LIKE '${name}' IN SCHEMA SNOWALERT.DATA`);
    const comment = `${table?.comment.trimEnd()}\nrecord_findings: true\n`;
    await ask(`ALTER TABLE SNOWALERT.DATA.${name} SET COMMENT = ${literal(comment)}`);
  }
}
