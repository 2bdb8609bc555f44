import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@polyglot-sql/sdk';
import { describe, expect, test } from 'vitest';
import { optionFacts } from '../../src/connections/option-facts.ts';
import { CONNECTORS, readConnection } from '../../src/connectors/index.ts';

describe.each([...CONNECTORS.values()])('the template of $module', (connector) => {
  const { module } = connector;
  const path = join(import.meta.dirname, '..', '..', 'sql', 'connections', `${module}.sql`);
  const sql = readFileSync(path, 'utf8');
  const [, name = '', , text = ''] =
    /TABLE IF NOT EXISTS .*"(\w+)" \(\n([\s\S]*?)\n\) COMMENT = '([\s\S]*)';\n\nGRANT [^;]*;\n$/.exec(sql) ??
    [];
  // As Snowflake reads the literal.
  const comment = text.replaceAll("''", "'").replaceAll('\\\\', '\\');

  test('is Snowflake SQL that makes one table, and lets the loader write it', () => {
    const { success, ast } = parse(sql, 'snowflake' as never);
    expect(success).toBe(true);
    expect((ast as readonly object[]).flatMap(Object.keys)).toEqual(['create_table', 'grant']);
  });

  test('makes a connection as it is', () => {
    expect(readConnection({ name, comment })).toMatchObject({
      ok: true,
      connection: { module, name: `${module.toUpperCase()}_CONNECTION`, schedule: { cron: '0 3 * * *' } },
    });
  });

  test.each(optionFacts(connector).filter(({ name: option }) => option !== 'paused'))(
    'explains $name, with an example that is accepted',
    ({ name: option, doc }) => {
      expect(doc).toMatch(/^(?!.*\.$)[a-z].{5,120}$/);
      const lines = comment.split('\n');
      const at = lines.findIndex((line) => line.replace(/^# /, '').startsWith(`${option}: `));
      expect(lines[at - 1]).toBe(`# ${doc}`);
      const result = readConnection({
        name,
        comment: lines.with(at, lines[at]?.replace(/^# /, '') ?? '').join('\n'),
      });
      const problems = result.ok ? '' : result.error.message;
      expect(problems).not.toMatch(new RegExp(`, ${option}: (?!is given beside|needs )`));
    },
  );
});
