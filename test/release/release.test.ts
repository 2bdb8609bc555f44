import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import packageFile from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');

const step = z.object({ uses: z.string().optional(), run: z.string().optional() }).loose();
const WORKFLOW = z
  .object({
    on: z.strictObject({ push: z.strictObject({ tags: z.array(z.string()) }) }),
    permissions: z.strictObject({ contents: z.literal('read') }),
    jobs: z.record(
      z.string(),
      z
        .object({
          needs: z.string().optional(),
          permissions: z.record(z.string(), z.string()).optional(),
          steps: z.array(step),
        })
        .loose(),
    ),
  })
  .loose()
  .parse(parse(readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8')));

const notesOf = (tag: string) => spawnSync(join(ROOT, '.ci/release-notes'), [tag], { encoding: 'utf8' });

function stepOf(job: string, uses: string): Readonly<Record<string, unknown>> {
  const found = WORKFLOW.jobs[job]?.steps.find((each) => each.uses?.startsWith(`${uses}@`));
  if (found === undefined) throw new Error(`${job} has no ${uses}`);
  return found.with as Readonly<Record<string, unknown>>;
}

describe('the notes of a release', () => {
  test('are what the changelog says of the version that the tag names', () => {
    const { status, stdout } = notesOf(`v${packageFile.version}`);
    expect(status).toBe(0);
    const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
    expect(stdout.trim()).not.toBe('');
    expect(changelog.split(`## ${packageFile.version}\n`)[1]).toContain(stdout.trim());
    expect(stdout).not.toMatch(/^## /m);
  });

  test('there are none of a tag that is of another version', () => {
    const { status, stderr } = notesOf('v99.0.0');
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `the tag v99.0.0 is not of version ${packageFile.version}, which package.json has\n`,
    });
  });
});

describe('the release', () => {
  test('is made of a tag, after the tests, whose version it first looks at', () => {
    expect(WORKFLOW.on.push.tags).toEqual(['v*']);
    const runs = WORKFLOW.jobs.test?.steps.flatMap(({ run }) => run ?? []);
    expect(runs).toEqual(['.ci/release-notes "$GITHUB_REF_NAME"', 'npm ci', 'npm test']);
    expect([WORKFLOW.jobs.image?.needs, WORKFLOW.jobs.notes?.needs]).toEqual(['test', 'image']);
  });

  test('is an image for both architectures, with bill of materials, provenance and signature', () => {
    expect(stepOf('image', 'docker/build-push-action')).toMatchObject({
      platforms: 'linux/amd64,linux/arm64',
      push: true,
      sbom: true,
      provenance: 'mode=max',
    });
    const digest = `$\{{ steps.build.outputs.digest }}`;
    expect(stepOf('image', 'actions/attest-build-provenance')).toMatchObject({ 'subject-digest': digest });
    const signed = WORKFLOW.jobs.image?.steps.find(({ run }) => run?.startsWith('cosign sign'));
    expect(signed).toMatchObject({ run: 'cosign sign --yes "$IMAGE@$DIGEST"', env: { DIGEST: digest } });
  });

  test('uses actions of their makers alone, each by a commit whose version stands beside it', () => {
    const texts = ['ci', 'release'].map((name) =>
      readFileSync(join(ROOT, `.github/workflows/${name}.yml`), 'utf8'),
    );
    const used = texts.flatMap((text) => [...text.matchAll(/uses: (.*)/g)].map(([, uses = '']) => uses));
    expect(used.length).toBeGreaterThan(10);
    const pinned = /^(?:actions|docker|sigstore)\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    expect(used.filter((uses) => !pinned.test(uses))).toEqual([]);
  });

  test('has each right only where it is used', () => {
    expect(
      Object.fromEntries(Object.entries(WORKFLOW.jobs).map(([job, { permissions }]) => [job, permissions])),
    ).toEqual({
      test: undefined,
      image: { contents: 'read', packages: 'write', 'id-token': 'write', attestations: 'write' },
      notes: { contents: 'write' },
    });
  });
});
