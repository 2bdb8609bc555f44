import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generatedFiles } from '../../src/generate/files.ts';
import { withGeneratedBlocks } from '../../src/generate/readme.ts';

const committed = (path: string) => readFileSync(join(import.meta.dirname, '..', '..', path), 'utf8');
const generated = Object.entries(generatedFiles(committed('README.md')));

describe('generated files', () => {
  test('are the README and the setup scripts', () => {
    expect(generated.map(([path]) => path)).toEqual([
      'README.md',
      'sql/setup/010_home.sql',
      'sql/setup/020_tables.sql',
      'sql/setup/030_views.sql',
    ]);
  });

  test.each(generated)('%s is up to date', (path, content) => {
    expect(committed(path) === content, `${path} is stale: run \`npm run generate\` and commit`).toBe(true);
  });
});

describe('the blocks of the README', () => {
  const bare =
    'a\n<!-- generated: collectors -->\nold\n<!-- end: collectors -->\nb\n<!-- generated: settings -->\n<!-- end: settings -->\nc\n';

  test('replace what stood in them and nothing else', () => {
    const filled = withGeneratedBlocks(bare);
    expect(filled).not.toContain('old');
    expect(filled).toMatch(
      /^a\n<!-- generated: collectors -->\n\| collector \|[\s\S]*\n<!-- end: collectors -->\nb\n/,
    );
    expect(filled).toMatch(/\n<!-- end: settings -->\nc\n$/);
    expect(withGeneratedBlocks(filled)).toBe(filled);
  });

  test('must be there', () => {
    expect(() => withGeneratedBlocks(bare.replace('<!-- end: settings -->', ''))).toThrow(
      'README.md has no block <!-- generated: settings -->',
    );
  });
});
