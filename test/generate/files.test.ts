import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/aws/catalogue/index.ts';
import { CONNECTORS } from '../../src/connectors/index.ts';
import { withGeneratedBlocks } from '../../src/generate/documents.ts';
import { generatedFiles } from '../../src/generate/files.ts';
import { memberRole, organizationRoles } from '../../src/generate/roles.ts';

const committed = (path: string) => readFileSync(join(import.meta.dirname, '..', '..', path), 'utf8');
const policies = [memberRole, ...organizationRoles].flatMap((role) => role.policies);
const detectionFolders = readdirSync(join(import.meta.dirname, '..', '..', 'sql', 'detections')).sort();
const generated = Object.entries(await generatedFiles(committed));

describe('generated files', () => {
  test('are the documents, the setup scripts, the set for security, templates of connections and what is deployed in AWS', () => {
    expect(generated.map(([path]) => path)).toEqual([
      'docs/tables.md',
      'docs/views.md',
      'config/README.md',
      'src/aws/catalogue/README.md',
      'src/connections/README.md',
      ...catalogue.flatMap(({ tables }) => tables).map(({ name }) => `docs/tables/${name}.md`),
      'sql/setup/010_account.sql',
      'sql/setup/020_tables.sql',
      'sql/setup/030_views.sql',
      'sql/setup/040_grants.sql',
      'sql/setup/050_detections.sql',
      'docs/detections/README.md',
      ...detectionFolders.map((folder) => `docs/detections/${folder}.md`),
      'src/connectors/security-set.json',
      ...[...CONNECTORS.keys()].map((module) => `sql/connections/${module}.sql`),
      ...policies.map(({ name }) => `config/aws/policies/${name}.json`),
      'config/aws/cloudformation/account.json',
      'config/aws/cloudformation/organization.json',
      'config/aws/terraform/account/main.tf',
      'config/aws/terraform/organization/main.tf',
    ]);
  });

  test('have no page of a table that is gone', () => {
    const pages = readdirSync(join(import.meta.dirname, '..', '..', 'docs', 'tables'));
    const known = catalogue.flatMap(({ tables }) => tables).map(({ name }) => `${name}.md`);
    expect(pages.sort()).toEqual(known.sort());
  });

  test('have the type of every instant in the pages of tables', () => {
    const lines = generated
      .filter(([path]) => path.startsWith('docs/tables/'))
      .flatMap(([, page]) => [...page.matchAll(/^\| (?:SEEN|SNAPSHOT|LAST_USED)_AT \| (\w+) \|/gm)]);
    expect(lines.length).toBeGreaterThan(200);
    expect(new Set(lines.map(([, type]) => type))).toEqual(new Set(['TIMESTAMP_LTZ']));
  });

  test.each(generated)('%s is up to date', (path, content) => {
    expect(committed(path) === content, `${path} is stale: run \`npm run generate\` and commit`).toBe(true);
  });
});

describe('the blocks of a document', () => {
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

  test('must be whole, and of a known name', () => {
    expect(() => withGeneratedBlocks('<!-- generated: settings -->\n')).toThrow('without a generated block');
    expect(() => withGeneratedBlocks(bare.replaceAll('collectors', 'colectors'))).toThrow(
      'there is no generated block colectors; use one of services, tables, views, collectors, options, settings',
    );
  });
});
