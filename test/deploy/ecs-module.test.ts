import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktn/hcl2json';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../config/deploy/ecs');
const SOURCE = readFileSync(join(FOLDER, 'main.tf'), 'utf8');
const TASK = JSON.parse(readFileSync(join(FOLDER, 'task-definition.json'), 'utf8'));

interface Module {
  readonly variable: Readonly<Record<string, readonly [{ readonly description?: string }]>>;
  readonly resource: Readonly<
    Record<string, Readonly<Record<string, readonly [Readonly<Record<string, unknown>>]>>>
  >;
}

const parsed = async () => (await parse('main.tf', SOURCE)) as Module;

test('the module is HCL, uses every variable and no other, and says of each what it is', async () => {
  const { variable } = await parsed();
  const used = [...SOURCE.matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name);
  expect(new Set(used)).toEqual(new Set(Object.keys(variable)));
  expect(Object.values(variable).filter(([{ description }]) => !description)).toEqual([]);
});

test('what it reads of the task definition is there', () => {
  expect(existsSync(join(FOLDER, /file\("\$\{path\.module\}\/([^"]+)"/.exec(SOURCE)?.[1] ?? 'none'))).toBe(
    true,
  );
  const paths = [...SOURCE.matchAll(/\blocal\.(task|container)\.([\w.[\]]+)/g)];
  expect(paths.length).toBeGreaterThan(6);
  for (const [, root, path = ''] of paths) {
    const from: unknown = root === 'task' ? TASK : TASK.containerDefinitions[0];
    const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
    const value = steps.reduce<unknown>(
      (at, step) => (at as Readonly<Record<string, unknown>>)?.[step],
      from,
    );
    expect(value, path).toBeDefined();
  }
});

test('every resource that it refers to is made, and one task runs at a time', async () => {
  const { resource } = await parsed();
  for (const [, kind = '', name = ''] of SOURCE.matchAll(/\b(aws_\w+)\.(\w+)\.\w+/g)) {
    if (SOURCE.includes(`data.${kind}.${name}`)) continue;
    expect(resource[kind]?.[name], `${kind}.${name}`).toBeDefined();
  }
  expect(resource.aws_ecs_service?.this?.[0]).toMatchObject({
    desired_count: 1,
    deployment_minimum_healthy_percent: 0,
    deployment_maximum_percent: 100,
  });
});

test('nothing comes in, and secrets may be read only where there are some', async () => {
  const { resource } = await parsed();
  expect(Object.keys(resource).filter((kind) => kind.includes('ingress'))).toEqual([]);
  expect(resource.aws_iam_role_policy?.secrets?.[0]?.count).toContain('length(var.secrets) > 0');
});
