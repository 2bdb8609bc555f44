import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseSql } from '@polyglot-sql/sdk';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments, parse as parseYaml } from 'yaml';
import { z } from 'zod';
import packageFile from '../../package.json' with { type: 'json' };
import { COMMANDS } from '../../src/commands/index.ts';
import { loadSettings } from '../../src/settings/config.ts';
import { SETTINGS } from '../../src/settings/setting-table.ts';
import { templateProblems } from '../generate/cloudformation-schema.ts';
import { type PodTemplate, podTemplate } from './pod-template.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'config', 'deploy');
const read = (path: string): string => readFileSync(join(FOLDER, path), 'utf8');

const ENTRYPOINT_HEAP = /max-old-space-size=(\d+)/.exec(packageFile.scripts.snowcensus)?.[1];

test('every file is one that is looked at here', () => {
  const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
  expect(new Set(files)).toEqual(
    new Set([
      'README.md',
      'deployment.yaml',
      'cronjob.yaml',
      'template.yaml',
      'snowcensus',
      'task-definition.json',
      'service.yaml',
      'service.sql',
      'job.yaml',
      'job.sql',
      'kustomization.yaml',
      'main.tf',
      'alerts.yaml',
      'alerts.test.yaml',
      'dashboard.json',
    ]),
  );
  for (const name of files.filter((file) => file !== 'README.md' && file !== 'kustomization.yaml'))
    expect(read('README.md')).toContain(name);
});

/** What runs in all of them. */
interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const kubernetes = parseAllDocuments(read('kubernetes/base/deployment.yaml')).map((each): unknown =>
  each.toJS(),
);
const deployment = z
  .object({
    spec: z.object({
      selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
      template: podTemplate,
    }),
  })
  .parse(ofKind('Deployment'));
const cronJob = z
  .object({
    spec: z.object({
      schedule: z.string(),
      jobTemplate: z.object({ spec: z.object({ template: podTemplate }) }),
    }),
  })
  .parse(parseYaml(read('kubernetes/scheduled/cronjob.yaml')));
const configMap = z.object({ data: z.record(z.string(), z.string()) }).parse(ofKind('ConfigMap')).data;
const task = JSON.parse(read('ecs/task-definition.json'));
const snowpark = z
  .object({
    spec: z.object({
      containers: z.tuple([
        z
          .object({
            image: z.string(),
            args: z.array(z.string()),
            env: z.record(z.string(), z.string()),
            secrets: z.array(
              z.object({ envVarName: z.string(), secretKeyRef: z.enum(['username', 'password']) }).loose(),
            ),
            readinessProbe: z.strictObject({ port: z.number(), path: z.string() }),
            resources: z.object({ limits: z.object({ memory: z.string() }).loose() }).loose(),
          })
          .loose(),
      ]),
      endpoints: z.array(z.strictObject({ name: z.string(), port: z.number(), public: z.literal(false) })),
    }),
  })
  .parse(parseYaml(read('snowpark/service.yaml'))).spec;

const PLATFORM = { SNOWFLAKE_ACCOUNT: 'A', SNOWFLAKE_HOST: 'a.snowflakecomputing.com' };
const CONTAINERS: readonly (Container & { readonly name: string; readonly authenticator: string })[] = [
  { name: 'the Deployment', authenticator: 'key-pair', ...inPod(deployment.spec.template) },
  { name: 'the CronJob', authenticator: 'key-pair', ...inPod(cronJob.spec.jobTemplate.spec.template) },
  {
    name: 'the ECS task',
    authenticator: 'workload-identity',
    image: task.containerDefinitions[0].image,
    args: task.containerDefinitions[0].command,
    env: Object.fromEntries(
      task.containerDefinitions[0].environment.map(({ name, value }: { name: string; value: string }) => [
        name,
        value,
      ]),
    ),
  },
  {
    ...snowpark.containers[0],
    name: 'the Snowpark service',
    authenticator: 'oauth-token-file',
    env: { ...PLATFORM, ...snowpark.containers[0].env },
  },
];

describe.each(CONTAINERS)('$name', ({ image, args, env, authenticator }) => {
  test('runs this version, by a command there is', () => {
    expect(image).toMatch(new RegExp(`/snowcensus:${packageFile.version}$`));
    const [command, ...rest] = args;
    const flags = COMMANDS.find(({ name }) => name === command)?.flags;
    expect(Object.keys(flags ?? {})).toEqual(
      expect.arrayContaining(rest.filter((word) => word.startsWith('--')).map((word) => word.slice(2))),
    );
    expect(flags).toBeDefined();
  });

  test('sets what are settings, to values that are taken', () => {
    const known = Object.values(SETTINGS).flatMap((entries) =>
      Object.values(entries).map((entry) => entry.env),
    );
    expect(known).toEqual(expect.arrayContaining(Object.keys(env)));
    const { snowflake } = loadSettings({ env });
    expect(snowflake).toMatchObject({ authenticator, warehouse: 'SNOWCENSUS_WH' });
    expect(snowflake.account).toBeDefined();
  });
});

test('every platform waits longer than a run may take to come to a safe point', () => {
  const grace = Number(SETTINGS.service.graceSeconds.default);
  const waits = [
    deployment.spec.template.spec.terminationGracePeriodSeconds,
    cronJob.spec.jobTemplate.spec.template.spec.terminationGracePeriodSeconds,
    task.containerDefinitions[0].stopTimeout,
  ];
  expect(grace).toBeGreaterThan(0);
  for (const wait of waits) expect(wait).toBeGreaterThan(grace);
});

describe('in Kubernetes', () => {
  test.each([
    ['the Deployment', deployment.spec.template.spec],
    ['the CronJob', cronJob.spec.jobTemplate.spec.template.spec],
  ])('%s mounts what it has, writes to the spool only, and has room for the heap', (_, pod) => {
    const [container] = pod.containers;
    expect(new Set(container.volumeMounts.map(({ name }) => name))).toEqual(
      new Set(pod.volumes.map(({ name }) => name)),
    );
    expect(container.volumeMounts.filter(({ readOnly }) => !readOnly)).toEqual([
      { name: 'spool', mountPath: '/spool' },
    ]);
    expect(pod.volumes).toContainEqual({ name: 'spool', emptyDir: { sizeLimit: '8Gi' } });
    expect(Number.parseInt(container.resources.limits.memory, 10)).toBeGreaterThanOrEqual(
      Number(ENTRYPOINT_HEAP) + 512,
    );
    for (const path of [
      configMap.SNOWFLAKE_PRIVATE_KEY_FILE,
      configMap.SNOWFLAKE_PRIVATE_KEY_PASSPHRASE_FILE,
    ]) {
      expect(container.volumeMounts.some(({ mountPath }) => path?.startsWith(`${mountPath}/`))).toBe(true);
    }
  });

  test('the Deployment finds its pods, and the probes the server', () => {
    const { metadata, spec } = deployment.spec.template;
    expect(metadata.labels).toMatchObject(deployment.spec.selector.matchLabels);
    const [{ ports, startupProbe, livenessProbe, readinessProbe }] = spec.containers;
    expect(`0.0.0.0:${ports?.[0]?.containerPort}`).toBe(configMap.SNOWCENSUS_HTTP_ADDRESS);
    expect([startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet)).toEqual([
      { path: '/healthz', port: ports?.[0]?.name },
      { path: '/healthz', port: ports?.[0]?.name },
      { path: '/readyz', port: ports?.[0]?.name },
    ]);
    expect(ofKind('ServiceAccount')).toMatchObject({
      metadata: {
        name: spec.serviceAccountName,
        annotations: { 'eks.amazonaws.com/role-arn': expect.stringMatching(/^arn:aws:iam::\d{12}:role\//) },
      },
    });
  });
});

test("the ECS task is one by AWS's own specification", () => {
  const Properties = capitalized(task) as Readonly<Record<string, unknown>>;
  const template = {
    Parameters: {},
    Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties } },
    Outputs: {},
  };
  expect(templateProblems(template as unknown as Parameters<typeof templateProblems>[0])).toEqual([]);
  const [{ user, readonlyRootFilesystem, mountPoints }] = task.containerDefinitions;
  expect([user, readonlyRootFilesystem]).toEqual(['65532:65532', true]);
  expect(mountPoints).toEqual([
    { sourceVolume: task.volumes[0].name, containerPath: '/spool', readOnly: false },
  ]);
  expect(Number(task.memory)).toBeGreaterThanOrEqual(Number(ENTRYPOINT_HEAP) + 512);
});

describe('in Snowpark', () => {
  const statements = read('snowpark/service.sql')
    .replaceAll(/^--.*\n/gm, '')
    .split(/;\n/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

  test('the service is asked where it listens, and what it names is made', () => {
    const [{ env, readinessProbe, image }] = snowpark.containers;
    const ports = [env.SNOWCENSUS_HTTP_ADDRESS, ...snowpark.endpoints.map(({ port }) => `0.0.0.0:${port}`)];
    expect(new Set(ports)).toEqual(new Set([`0.0.0.0:${readinessProbe.port}`]));
    const sql = statements.join('\n').toLowerCase();
    expect(image.split('/').slice(1, 3)).toEqual(['snowalert', 'data']);
    expect(sql).toContain(`create image repository if not exists ${image.split('/')[3]}`);
    for (const name of [
      'snowcensus_aws',
      'snowcensus_aws_endpoints',
      'snowcensus_aws_access',
      'snowcensus_pool',
    ]) {
      expect(sql).toMatch(new RegExp(`create [a-z ]+ ${name}\\b`));
    }
  });

  test('every AWS endpoint that is called can be reached', async () => {
    const rule = statements.find((statement) => /NETWORK RULE/.test(statement)) ?? '';
    const clients = Object.keys(packageFile.dependencies).filter((name) =>
      name.startsWith('@aws-sdk/client-'),
    );
    expect(clients.length).toBeGreaterThan(8);
    for (const name of clients) {
      const host = await endpointHost(name);
      expect(rule, name).toContain(`'${host}:443'`);
    }
    // Hosts of buckets, and of accounts: an asterisk stands for letters, digits and hyphens.
    // https://docs.snowflake.com/en/developer-guide/external-network-access/external-network-access-limitations
    expect(rule).toContain("'*.s3.us-east-1.amazonaws.com:443'");
    expect(rule).toContain("'*.s3-control.us-east-1.amazonaws.com:443'");
  });

  test('the statements are SQL', () => {
    expect(statements.length).toBeGreaterThan(8);
    // The parser has no grants on the kinds of objects that only Snowpark has.
    const refused = statements
      .map((statement) =>
        statement.replace(/^(GRANT .* ON) (?:COMPUTE POOL|SECRET|IMAGE REPOSITORY) /, '$1 STAGE '),
      )
      .filter((statement) => !parseSql(statement, 'snowflake' as never).success);
    expect(refused).toEqual([]);
  });
});

function inPod({ spec }: PodTemplate): Container {
  const [{ image, args }] = spec.containers;
  return { image, args, env: configMap };
}

function ofKind(kind: string): unknown {
  return kubernetes.find((each) => (each as { kind?: unknown }).kind === kind);
}

/** CloudFormation writes ECS's own names with a capital; log options and the like are data. */
function capitalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalized);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const renamed =
        name === 'sizeInGiB' ? 'SizeInGiB' : name.replace(/^./, (letter) => letter.toUpperCase());
      return [renamed, name === 'options' ? member : capitalized(member)];
    }),
  );
}

/** Where an SDK client calls from us-east-1, by its own rules. */
async function endpointHost(name: string): Promise<string> {
  const sdk: Record<string, unknown> = await import(name);
  const Client = Object.entries(sdk).find(
    ([key]) => /^[A-Z]\w*Client$/.test(key) && !key.startsWith('__'),
  )?.[1];
  const { config } = new (Client as new (settings: object) => { config: object })({ region: 'us-east-1' });
  const { endpointProvider } = config as { endpointProvider(input: object): { url: URL } };
  return endpointProvider({ Region: 'us-east-1' }).url.host;
}
