import { describe, expect, test } from 'vitest';
import { bodySql, detectionSelect } from '../../src/detections/detection-view.ts';
import { FRAMEWORKS } from '../../src/detections/frameworks.ts';
import { detectionViews } from '../../src/detections/installed-objects.ts';
import { parseDetection, readDetections } from '../../src/detections/read-detections.ts';
import { describeError } from '../../src/errors.ts';
import { createView } from '../../src/snowflake/ddl.ts';
import { MOST_VIEW_BYTES } from '../../src/snowflake/view-parts.ts';
import { SCHEMA } from '../snowflake/recording-session.ts';

const HEAD = {
  title: 'Volumes are encrypted',
  severity: 'medium',
  per: 'resource',
  resource_type: 'AWS::EC2::Volume',
  reads: '[ec2.volumes]',
  why: 'Plain volumes can be read.',
  remedy: 'Encrypt the volume.',
};

const SELECT = `SELECT v.ACCOUNT_ID, v.REGION, v.VOLUME_ID AS RESOURCE_ID, NULL AS RESOURCE_ARN,
  IFF(v.ENCRYPTED, 'pass', 'fail') AS STATUS, 'AWS_EC2_VOLUMES, $days' AS REASON, OBJECT_CONSTRUCT('a', (SELECT 1)) AS EVIDENCE
FROM AWS_EC2_VOLUMES v`;

function file(head: Readonly<Record<string, string>>, sql = SELECT): string {
  const lines = Object.entries({ ...HEAD, ...head }).map(([name, value]) => `${name}: ${value}`);
  return `/*\n${lines.join('\n')}\n*/\n${sql}\n`;
}

const parse = (head: Readonly<Record<string, string>> = {}, sql?: string) =>
  parseDetection('/d/ec2/a_volume.sql', file(head, sql));

function problemOf(head: Readonly<Record<string, string>>, sql?: string): string {
  try {
    parse(head, sql);
  } catch (error) {
    return describeError(error);
  }
  throw new Error('it was taken');
}

const names = {
  tables: (name: string) => `"D"."T"."${name}"`,
  detections: (name: string) => `"D"."F"."${name}"`,
};

describe('the file of a detection', () => {
  test('is known by its name and folder, and by the views that it reads', () => {
    expect(parse()).toMatchObject({ id: 'a_volume', service: 'ec2', tables: ['AWS_EC2_VOLUMES'], needs: [] });
  });

  test('is completed by the parts that it names, which its own SELECT comes before', () => {
    const shared = readDetections().filter(({ id }) => id === 'iam_admin_user' || id === 'iam_full_kms');
    for (const { sql } of shared) {
      expect(sql).toMatch(
        /^WITH asked AS \(\n {2}SELECT [\s\S]+\n\), principals AS \([\s\S]+\n\), permitted AS \([\s\S]+\nFROM principals p\n/,
      );
    }
    expect(new Set(shared.map(({ sql }) => sql.split('permitted AS')[1])).size).toBe(1);
    const [alarm] = readDetections().filter(({ id }) => id === 'alarm_root');
    expect(alarm?.sql).toMatch(/^WITH asked AS \(\n[\s\S]+\n\)\nSELECT\n/);
    expect(problemOf({ completed_by: '[nothing_such]' })).toContain('/d/ec2/nothing_such.part');
  });

  test.each<[string, Readonly<Record<string, string>>, string | undefined, string]>([
    ['a member that there is not', { servity: 'low' }, undefined, 'Unrecognized key: "servity"'],
    ['a severity that there is not', { severity: 'urgent' }, undefined, 'severity: Invalid option'],
    ['a collector that there is not', { reads: '[ec2.volume]' }, undefined, 'did you mean ec2.volumes?'],
    ['a collector that it reads and does not name', { reads: '[]' }, undefined, 'which reads: does not name'],
    [
      'a collector that it names and does not read',
      { reads: '[ec2.volumes, ec2.vpcs]' },
      undefined,
      'reads: names ec2.vpcs',
    ],
    ['a detail that no row tells of', { needs: '[Policy]' }, undefined, 'needs: names Policy'],
    ['a framework that there is not', { controls: '{ cis-8.0: ["1.1"] }' }, undefined, 'controls'],
    ['a control that is a number', { controls: '{ cis-7.0: [2.10] }' }, undefined, 'expected string'],
    ['a head that is no YAML', { why: '[' }, undefined, 'is no YAML'],
    [
      'a view that there is not',
      {},
      SELECT.replace('FROM AWS_EC2_VOLUMES', 'FROM AWS_EC2_VOLUME'),
      'Did you mean AWS_EC2_VOLUMES?',
    ],
    [
      'a parameter that there is not',
      {},
      SELECT.replace("'pass', 'fail'", "$days, 'fail'"),
      'there is no parameter days',
    ],
    [
      'a column too few',
      {},
      SELECT.replace(', NULL AS RESOURCE_ARN', ''),
      'It has to return ACCOUNT_ID, REGION',
    ],
    [
      'a column without a name',
      {},
      SELECT.replace('NULL AS RESOURCE_ARN', 'NULL'),
      'a column without a name',
    ],
    [
      'columns in another order',
      {},
      SELECT.replace('v.ACCOUNT_ID, v.REGION', 'v.REGION, v.ACCOUNT_ID'),
      'in this order',
    ],
    ['a title of two lines', { title: '"one line\\nand another"' }, undefined, 'title: is one line'],
    ['a second statement', {}, `${SELECT}; DROP TABLE X`, 'more than one statement'],
    ['what is no SELECT', {}, `INSERT INTO T ${SELECT}`, 'neither SELECT nor WITH'],
    ['a parenthesis that leaves the frame', {}, `${SELECT}) x UNION ALL (SELECT 1`, 'a ) without its ('],
    ['a parenthesis that stays open', {}, `${SELECT} WHERE (1 = 1`, 'a ( without its end'],
    ['a bracket for a parenthesis', {}, `${SELECT} WHERE (1 = 1]`, 'a ] without its ['],
    ['a text that stays open', {}, `${SELECT} WHERE 'a`, "a ' without its end"],
    ['a comment that stays open', {}, `${SELECT} /* and so on`, 'a comment that is neither'],
    ['a comment that only Snowflake knows', {}, `${SELECT} // it's`, 'a comment that is neither'],
  ])('is refused with %s', (_, head, sql, words) => {
    expect(problemOf(head, sql)).toContain(words);
    expect(problemOf(head, sql)).toContain('/d/ec2/a_volume.sql');
  });

  test('has its views named in full, and texts left alone', () => {
    const sql = bodySql(parse(), names);
    expect(sql).toContain('FROM "D"."T"."AWS_EC2_VOLUMES" v');
    expect(sql).toContain("'AWS_EC2_VOLUMES, $days' AS REASON");
  });
});

describe('the detections that come with the program', () => {
  const all = readDetections();

  test('are files that can be read, with controls and a remedy', () => {
    expect(all.length).toBeGreaterThan(60);
    expect(all.filter(({ remedy }) => !/[.]$/.test(remedy)).map(({ id }) => id)).toEqual([]);
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
    const answered = (framework: string) =>
      new Set(all.flatMap(({ controls }) => controls[framework] ?? [])).size;
    expect(FRAMEWORKS.filter((framework) => answered(framework) === 0)).toEqual([]);
    expect(answered('cis-7.0')).toBeGreaterThanOrEqual(36);
  });

  test('leave blindness to the frame', () => {
    const deciding = all.filter(({ id, sql }) => id !== 'coverage_blind' && /BLIND|'unknown'/.test(sql));
    expect(deciding.map(({ id }) => id)).toEqual([]);
  });

  test('are unknown in the frame wherever a collector was not seen', () => {
    for (const detection of all.filter(({ reads }) => reads.length > 0)) {
      const sql = detectionSelect(detection, names);
      for (const collector of detection.reads) expect(sql).toContain(`'${collector}'`);
      expect(sql).toContain("IFF(UNKNOWN_BECAUSE IS NULL, ANSWER, 'unknown') AS STATUS");
    }
  });

  test('make views that Snowflake has room for, however many they are', () => {
    const many = [...all, ...all, ...all].map((one, index) => ({ ...one, id: `${one.id}_${index}` }));
    const sizes = detectionViews({ tables: SCHEMA, detections: SCHEMA }, many).map((view) => ({
      name: view.name,
      isTooLarge: Buffer.byteLength(createView(SCHEMA, view)) > MOST_VIEW_BYTES,
    }));
    expect(sizes.filter(({ isTooLarge }) => isTooLarge)).toEqual([]);
    for (const whole of ['DETECTIONS', 'DETECTION_CONTROLS', 'FINDINGS']) {
      expect(sizes.filter(({ name }) => name.startsWith(`${whole}_PART_`)).length).toBeGreaterThan(0);
    }
  });
});
