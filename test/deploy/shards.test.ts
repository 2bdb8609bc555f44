import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseSql } from '@polyglot-sql/sdk';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import packageFile from '../../package.json' with { type: 'json' };
import { COMMANDS } from '../../src/commands/index.ts';
import { shardOf } from '../../src/run/shards/shard.ts';
import { loadSettings } from '../../src/settings/config.ts';
import { SETTINGS } from '../../src/settings/setting-table.ts';
import { templateProblems } from '../generate/cloudformation-schema.ts';
import { podTemplate } from './pod-template.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'config', 'deploy');
const read = (path: string): string => readFileSync(join(FOLDER, path), 'utf8');

/** So many run in all of the examples. */
const SHARDS = 3;

const variables = z.array(z.strictObject({ name: z.string(), value: z.string() }));
const withEnv = z.object({ spec: z.object({ containers: z.tuple([z.object({ env: variables })]) }) });
const exitCodes = z.strictObject({
  containerName: z.literal('snowcensus'),
  operator: z.literal('In'),
  values: z.array(z.number()),
});

/** The Job, with no member that Kubernetes does not have. */
const job = z.strictObject({
  completionMode: z.literal('Indexed'),
  completions: z.number(),
  parallelism: z.number(),
  activeDeadlineSeconds: z.number(),
  backoffLimitPerIndex: z.number().min(1),
  successPolicy: z.strictObject({
    rules: z.tuple([z.strictObject({ succeededIndexes: z.string() })]),
  }),
  podFailurePolicy: z.strictObject({
    rules: z.array(
      z.union([
        z.strictObject({
          action: z.literal('Ignore'),
          onPodConditions: z.array(z.strictObject({ type: z.literal('DisruptionTarget') })),
        }),
        z.strictObject({ action: z.literal('FailIndex'), onExitCodes: exitCodes }),
      ]),
    ),
  }),
  template: podTemplate,
});

const cronJob = parseYaml(read('kubernetes/shards/cronjob.yaml'));
const kubernetes = job.parse(cronJob.spec.jobTemplate.spec);
const configMap = z.object({ data: z.record(z.string(), z.string()) }).parse(
  read('kubernetes/base/deployment.yaml')
    .split(/^---$/m)
    .map((text): unknown => parseYaml(text))
    .find((object) => (object as { kind: string }).kind === 'ConfigMap'),
).data;

const template = parseYaml(read('batch/template.yaml'));
const batch = template.Resources.Inventory.Properties;
const snowpark = parseYaml(read('snowpark/job.yaml')).spec.containers[0];
const jobStatements = read('snowpark/job.sql')
  .replaceAll(/^--.*\n/gm, '')
  .split(/;\n/)
  .map((statement) => statement.trim())
  .filter((statement) => statement !== '');

const CRON = /^(?<schedule>(?:\S+ ){5})root (?<command>.+ (?<image>\S+\/snowcensus:\S+) (?<args>.+))$/m;
const cron = CRON.exec(read('cron/snowcensus'))?.groups ?? {};

/** What runs in each: its image and arguments, its own variables, and those that its engine sets for an index. */
interface Engine {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly told: (index: number) => Readonly<Record<string, string>>;
}

const ENGINES: readonly Engine[] = [
  {
    name: 'the Indexed Job',
    ...kubernetes.template.spec.containers[0],
    env: {
      ...configMap,
      ...Object.fromEntries(
        withEnv
          .parse(cronJob.spec.jobTemplate.spec.template)
          .spec.containers[0].env.map(({ name, value }) => [name, value]),
      ),
    },
    told: (index) => ({ JOB_COMPLETION_INDEX: String(index) }),
  },
  {
    name: 'the array job',
    image: template.Parameters.Image.Default,
    args: batch.ContainerProperties.Command,
    env: Object.fromEntries(
      batch.ContainerProperties.Environment.map(({ Name, Value }: { Name: string; Value: unknown }) => [
        Name,
        typeof Value === 'string' ? Value : 'us-east-1',
      ]),
    ),
    told: (index) => ({ AWS_BATCH_JOB_ARRAY_INDEX: String(index) }),
  },
  {
    name: 'the replicas of a Snowpark job',
    image: snowpark.image,
    args: snowpark.args,
    env: { ...snowpark.env, SNOWFLAKE_ACCOUNT: 'A', SNOWFLAKE_HOST: 'a.snowflakecomputing.com' },
    told: (index) => ({ SNOWFLAKE_JOB_INDEX: String(index), SNOWFLAKE_JOBS_COUNT: String(SHARDS) }),
  },
  {
    name: 'cron on machines',
    image: cron.image ?? '',
    args: (cron.args ?? '').split(' '),
    env: { SNOWFLAKE_ACCOUNT: 'A', SNOWFLAKE_USER: 'U', SNOWFLAKE_PRIVATE_KEY_FILE: '/secrets/key.p8' },
    told: (index) => ({ SNOWCENSUS_SHARD: `${index}/${SHARDS}` }),
  },
];

describe.each(ENGINES)('$name', ({ image, args, env, told }) => {
  test('runs this version, by the command that there is, with settings that there are', () => {
    expect(image).toMatch(new RegExp(`/snowcensus:${packageFile.version}$`));
    const [command, connection, ...flags] = args;
    expect([command, connection]).toEqual(['run', 'AWS_INVENTORY']);
    const known = Object.keys(COMMANDS.find(({ name }) => name === command)?.flags ?? {});
    expect(known).toEqual(expect.arrayContaining(flags.map((flag) => flag.replace(/^--/, ''))));
    const settings = Object.values(SETTINGS).flatMap((group) =>
      Object.values(group).map((entry) => entry.env),
    );
    expect(settings).toEqual(expect.arrayContaining(Object.keys(env)));
  });

  test('has each of its processes be another shard, and all of them all', () => {
    const shards = Array.from({ length: SHARDS }, (_, index) => {
      const variables = { ...env, ...told(index) };
      const { run } = loadSettings({ env: variables });
      return shardOf({ flag: undefined, settings: run, env: variables });
    });
    expect(shards).toEqual([0, 1, 2].map((index) => ({ index, count: SHARDS })));
  });
});

test('each engine starts as many as there are shards', () => {
  expect([kubernetes.completions, kubernetes.parallelism]).toEqual([SHARDS, SHARDS]);
  expect(template.Resources.Schedule.Properties.Targets[0].BatchParameters.ArrayProperties.Size).toBe(SHARDS);
  const sql = jobStatements.join('\n');
  expect(sql).toContain(`REPLICAS = ${SHARDS}`);
  expect(sql).toContain(`MAX_NODES = ${SHARDS}`);
  expect(read('cron/snowcensus')).toContain(`SNOWCENSUS_SHARD=0/${SHARDS}`);
});

test('what cannot improve is not tried again, the first shard decides, and all have time for a run and its wait', () => {
  const longest = Number(SETTINGS.run.maxRunSeconds.default) + Number(SETTINGS.run.shardWaitSeconds.default);
  expect(kubernetes.activeDeadlineSeconds).toBeGreaterThan(longest);
  expect(batch.Timeout.AttemptDurationSeconds).toBeGreaterThan(longest);
  expect(kubernetes.successPolicy.rules[0].succeededIndexes).toBe('0');
  expect(kubernetes.podFailurePolicy.rules).toContainEqual({
    action: 'FailIndex',
    onExitCodes: { containerName: 'snowcensus', operator: 'In', values: [2] },
  });
  expect(batch.RetryStrategy.EvaluateOnExit[0]).toEqual({ OnExitCode: '2', Action: 'EXIT' });
  const grace = Number(SETTINGS.service.graceSeconds.default);
  expect(kubernetes.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(grace);
  expect(Number(/--stop-timeout (\d+)/.exec(cron.command ?? '')?.[1])).toBeGreaterThan(grace);
});

test("the template is one by AWS's own specification", () => {
  const { Parameters, Resources } = template;
  expect(templateProblems({ Parameters, Resources, Outputs: {} } as never)).toEqual([]);
  const { User, ReadonlyRootFilesystem } = batch.ContainerProperties;
  expect([User, ReadonlyRootFilesystem]).toEqual(['65532:65532', true]);
});

test('the job of Snowpark names what service.sql makes, and its statements are SQL', () => {
  expect(jobStatements).toHaveLength(7);
  const service = read('snowpark/service.sql');
  const sql = jobStatements.join('\n');
  for (const name of ['SNOWCENSUS_POOL', 'SNOWCENSUS_SPECIFICATIONS', 'SNOWCENSUS_AWS_ACCESS']) {
    expect(service).toContain(name);
    expect(sql).toContain(name);
  }
  // The parser knows tasks by the statements that they carry, and not yet those of containers.
  const known = jobStatements.map((statement) =>
    statement.replace(/EXECUTE JOB SERVICE[\s\S]*$/, 'SELECT 1').replace('COMPUTE POOL', 'WAREHOUSE'),
  );
  expect(known.filter((statement) => !parseSql(statement, 'snowflake' as never).success)).toEqual([]);
  // Snowflake takes the parameters of a job in this order only.
  const order = [
    'IN COMPUTE POOL',
    'FROM @',
    'SPECIFICATION_FILE',
    'ASYNC',
    'REPLICAS',
    'QUERY_WAREHOUSE',
    'EXTERNAL_ACCESS',
  ];
  const places = order.map((word) => sql.indexOf(word, sql.indexOf('EXECUTE JOB SERVICE')));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test('cron has one line, which no second process runs beside the first', () => {
  expect(cron.schedule).toBe('17 * * * * ');
  expect(cron.command).toMatch(/^flock --nonblock \S+ docker run --rm /);
  expect(cron.command).toContain('--volume snowcensus-spool:/spool');
});
