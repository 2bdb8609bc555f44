import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };
import { catalogue } from '../src/aws/catalogue/index.ts';
import { COMMANDS } from '../src/commands/index.ts';
import { optionFacts } from '../src/connections/option-facts.ts';
import { CONNECTORS } from '../src/connectors/index.ts';
import { SETTINGS } from '../src/settings/setting-table.ts';
import released from './released.json' with { type: 'json' };

const CHANGELOG = readFileSync(join(import.meta.dirname, '..', 'CHANGELOG.md'), 'utf8');
const UNRELEASED = /^## Unreleased\n([\s\S]*?)^## /m.exec(CHANGELOG)?.[1] ?? '';

/** What users type and read, by name: it is there or not, and both are for the changelog to say. */
const NAMES: Readonly<Record<keyof typeof released, readonly string[]>> = {
  settings: Object.values(SETTINGS).flatMap((entries) => Object.values(entries).map(({ env }) => env)),
  options: [
    ...new Set(
      [...CONNECTORS.values()].flatMap((connector) => optionFacts(connector).map(({ name }) => name)),
    ),
  ],
  // The flags of `connections` are its options, which have a name of their own.
  flags: COMMANDS.filter(({ name }) => name !== 'connections').flatMap(({ name, flags }) =>
    Object.keys(flags).map((flag) => `${name} --${flag}`),
  ),
  tables: catalogue.flatMap(({ tables }) => tables.map(({ name }) => name)),
};

describe('the changelog', () => {
  test('has a block for what is not released, and one for this version', () => {
    expect(CHANGELOG).toMatch(/^## Unreleased$/m);
    expect(CHANGELOG).toMatch(new RegExp(`^## ${packageFile.version.replaceAll('.', '\\.')}$`, 'm'));
    const titles = [...CHANGELOG.matchAll(/^### (.*)$/gm)].map(([, title]) => title);
    const known = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
    expect(titles.filter((title) => !known.includes(title ?? ''))).toEqual([]);
  });

  test.each(Object.keys(NAMES) as (keyof typeof NAMES)[])(
    'names the %s that came and went since the last version',
    (kind) => {
      const [before, now] = [released[kind], NAMES[kind]];
      const came = now.filter((name) => !before.includes(name));
      const went = before.filter((name) => !now.includes(name));
      expect([...came, ...went].filter((name) => !UNRELEASED.includes(name))).toEqual([]);
    },
  );
});
