import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments, parse as parseYaml } from 'yaml';
import { z } from 'zod';
import packageFile from '../../package.json' with { type: 'json' };

const FOLDER = join(import.meta.dirname, '../../config/deploy/kubernetes');

const kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  resources: z.array(z.string()),
  images: z.tuple([z.strictObject({ name: z.string(), newTag: z.literal(packageFile.version) })]),
  patches: z.array(z.strictObject({ patch: z.string() })).optional(),
});

const BASES = [
  ['base', ['ConfigMap', 'Deployment', 'Namespace', 'ServiceAccount']],
  ['scheduled', ['ConfigMap', 'CronJob', 'Namespace', 'ServiceAccount']],
  ['shards', ['ConfigMap', 'CronJob', 'Namespace', 'ServiceAccount']],
] as const;

const object = z
  .object({
    kind: z.string(),
    metadata: z.object({ name: z.string(), namespace: z.string().optional() }).loose(),
  })
  .loose();

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

describe.each(BASES)('%s', (name, kinds) => {
  const read = (path: string) => readFileSync(join(FOLDER, name, path), 'utf8');
  const { resources, images, patches = [] } = kustomization.parse(parseYaml(read('kustomization.yaml')));

  test('names what is there, and the image that its objects run', () => {
    for (const resource of resources) expect(existsSync(join(FOLDER, name, resource)), resource).toBe(true);
    const files = resources.filter((resource) => resource.endsWith('.yaml'));
    expect(files.map(read).join('\n')).toContain(`image: ${images[0].name}:`);
  });

  test('takes away only what is in its base', () => {
    const base = parseAllDocuments(readFileSync(join(FOLDER, 'base', 'deployment.yaml'), 'utf8')).map(
      (each) => object.parse(each.toJS()),
    );
    for (const { patch } of patches) {
      const { kind, metadata } = object.parse(parseYaml(patch));
      expect(base.map((each) => [each.kind, each.metadata.name, each.metadata.namespace])).toContainEqual([
        kind,
        metadata.name,
        metadata.namespace,
      ]);
    }
  });

  test.runIf(hasKubectl)('is rendered by kubectl to the objects that it is for', () => {
    const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', join(FOLDER, name)], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const rendered = parseAllDocuments(stdout).map((each) => object.parse(each.toJS()));
    expect(new Set(rendered.map(({ kind }) => kind))).toEqual(new Set(kinds));
    expect(rendered).toHaveLength(kinds.length);
    for (const { kind, metadata } of rendered) {
      if (kind !== 'Namespace') expect(metadata.namespace).toBe('snowcensus');
    }
    expect(stdout.match(/image: (.*)/)?.[1]).toBe(`${images[0].name}:${packageFile.version}`);
  });
});
