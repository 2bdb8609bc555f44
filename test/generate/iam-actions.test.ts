import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import ACTIONS from '../../src/setup/access/iam-actions.json' with { type: 'json' };
import { iamActionsFile } from './iam-actions.ts';

const PATH = join(import.meta.dirname, '..', '..', 'src', 'setup', 'access', 'iam-actions.json');

test('the catalogue of actions is up to date', async () => {
  const stale = readFileSync(PATH, 'utf8') !== (await iamActionsFile());
  expect(stale, 'it is stale: run `npm run generate` and commit').toBe(false);
});

test('the catalogue of actions tells them by access level', () => {
  expect(ACTIONS.kms['Permissions management']).toBe('CreateGrant PutKeyPolicy RetireGrant RevokeGrant');
  expect(ACTIONS.kms.Tagging).toBe('TagResource UntagResource');
  const levels = new Set(Object.values(ACTIONS).flatMap((service) => Object.keys(service)));
  expect(levels).toEqual(new Set(['List', 'Read', 'Write', 'Tagging', 'Permissions management']));
});
