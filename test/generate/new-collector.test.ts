import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const ENTRIES = 'src/aws/catalogue/ec2/instances.ts';

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'snowcensus-collector-'));
  for (const path of ['src', 'sql', 'config', 'docs', 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true }));

const read = (path: string): string => readFileSync(join(copy, path), 'utf8');

/** An entry as somebody would make one: that of key pairs, copied and changed. */
function copiedEntry(): string {
  const entries = read(ENTRIES);
  const from = entries.indexOf('export const keyPairs');
  const entry = entries.slice(from, entries.indexOf('\n});\n', from) + 5);
  return entry
    .replace('keyPairs', 'placementGroups')
    .replace("'key_pairs', 'DescribeKeyPairs'", "'placement_groups', 'DescribePlacementGroups'")
    .replace('KEY_PAIRS', 'PLACEMENT_GROUPS')
    .replace("rows: 'KeyPairs'", "rows: 'PlacementGroups'")
    .replace("key: 'KeyPairId'", "key: 'GroupId'")
    .replace(
      /columns: \{[^}]*\}/,
      "columns: { STRATEGY: ['STRING', 'Strategy', 'cluster, spread or partition.'] }",
    );
}

test('a collector is one entry: all else follows from it by one command', () => {
  writeFileSync(join(copy, ENTRIES), `${read(ENTRIES)}\n${copiedEntry()}`);
  const written = execFileSync(process.execPath, ['src/generate/main.ts'], { cwd: copy, encoding: 'utf8' });
  const changed = written
    .trim()
    .split('\n')
    .filter((path) => !existsSync(join(ROOT, path)) || read(path) !== readFileSync(join(ROOT, path), 'utf8'));
  const adds = (path: string, text: string) => {
    expect(readFileSync(join(ROOT, path), 'utf8')).not.toContain(text);
    expect(changed).toContain(path);
    expect(read(path)).toContain(text);
  };
  adds('sql/setup/020_tables.sql', '"AWS_EC2_PLACEMENT_GROUPS_SNAPSHOTS" (');
  adds('sql/setup/030_views.sql', '"AWS_EC2_PLACEMENT_GROUPS" (');
  adds('sql/setup/030_views.sql', '"AWS_EC2_PLACEMENT_GROUPS_CHANGES" (');
  adds('sql/setup/030_views.sql', "COMMENT 'cluster, spread or partition.'");
  adds('config/aws/policies/member.json', '"ec2:DescribePlacementGroups"');
  adds('config/aws/cloudformation/account.json', '"ec2:DescribePlacementGroups"');
  adds('config/aws/cloudformation/organization.json', 'ec2:DescribePlacementGroups');
  adds('docs/tables.md', '| [AWS_EC2_PLACEMENT_GROUPS](tables/AWS_EC2_PLACEMENT_GROUPS.md) |');
  expect(changed).toContain('docs/tables/AWS_EC2_PLACEMENT_GROUPS.md');
  adds('src/aws/catalogue/README.md', '| `ec2.placement_groups` | region | `AWS_EC2_PLACEMENT_GROUPS` |');
});

test('the command that begins a collector finds the sandbox’s answers of every service', () => {
  const folder = join(ROOT, 'src/aws/catalogue');
  const index = readFileSync(join(ROOT, 'test/sandbox/aws/operations/index.ts'), 'utf8');
  const services = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => [
      ...readFileSync(join(folder, path), 'utf8').matchAll(/^export const (\w+) = service\(\{$/gm),
    ])
    .map(([, name = '']) => name);
  expect(services.length).toBeGreaterThan(15);
  expect(services.filter((name) => !new RegExp(`\\b${name}Operations\\b`).test(index))).toEqual([]);
});
