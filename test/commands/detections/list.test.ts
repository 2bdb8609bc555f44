import { expect, test } from 'vitest';
import { readDetections } from '../../../src/detections/read-detections.ts';
import { runInProcess } from '../in-process.ts';

const run = (...args: readonly string[]) => runInProcess({}, ['detections', ...args]);

test('list --json is one line, with what each detection reads and answers', async () => {
  const { code, stdout } = await run('list', '--json');
  expect({ code, lines: stdout.split('\n').length }).toEqual({ code: 0, lines: 2 });
  const { detections } = JSON.parse(stdout) as { readonly detections: readonly { readonly id: string }[] };
  expect(detections.map(({ id }) => id)).toEqual(readDetections().map(({ id }) => id));
  expect(detections.find(({ id }) => id === 'iam_root_mfa')).toMatchObject({
    severity: 'critical',
    tables: ['AWS_IAM_ACCOUNT_SUMMARY', 'DETECTION_ACCOUNTS'],
    controls: { 'cis-7.0': ['2.5'], 'cis-3.0': ['1.5'] },
  });
});

test('list of a framework has those alone that answer a control of it', async () => {
  const { stdout } = await run('list', '--framework', 'fsbp', '--json');
  const { detections } = JSON.parse(stdout) as {
    readonly detections: readonly { readonly controls: object }[];
  };
  expect(detections.length).toBeGreaterThan(30);
  expect(detections.filter(({ controls }) => !('fsbp' in controls))).toEqual([]);
});

test('show says why, how to mend it, and what is asked; an id that is not known suggests one', async () => {
  const detection = readDetections().find(({ id }) => id === 'iam_role_unused');
  const { stdout } = await run('show', 'iam_role_unused');
  for (const part of [detection?.why, detection?.remedy, '$days: 90', detection?.sql])
    expect(stdout).toContain(part);
  expect(await run('show', 'iam_role_unusd')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Did you mean iam_role_unused?') as string,
  });
});
