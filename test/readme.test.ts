import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@polyglot-sql/sdk';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../src/aws/catalogue/index.ts';
import { COMMANDS } from '../src/commands/index.ts';
import { readConnection } from '../src/connectors/index.ts';
import { TABLES, VIEWS } from '../src/setup/schema-objects.ts';

const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

function section(title: string): string {
  const text = README.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  if (text === undefined) throw new Error(`README.md has no section ${title}`);
  return text;
}

function blocks(language: string, text: string): readonly string[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , body = '']) => body);
}

function statements(text: string): readonly string[] {
  return blocks('sql', text)
    .flatMap((block) => block.split(/;\n/))
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

test('the README can be read in one sitting', () => {
  expect(README.split('\n').length).toBeLessThan(250);
});

describe('its SQL', () => {
  test.each([...statements(README)])('is valid: %s', (statement) => {
    expect(parse(statement, 'snowflake' as never)).toMatchObject({ success: true });
  });

  test('asks for tables that exist', () => {
    const known = new Set([...TABLES, ...VIEWS].map(({ name }) => name));
    const asked = statements(section('What detections read')).flatMap((statement) =>
      [...statement.matchAll(/\b(?:FROM|JOIN) (\w+)/g)].map(([, name = '']) => name),
    );
    expect(asked.length).toBeGreaterThanOrEqual(4);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  test('configures connections that are valid', () => {
    const connections = statements(section('Connections')).map((statement) => {
      const [, name = '', comment = ''] =
        /TABLE \w+\.\w+\.(\w+) .* COMMENT = '([^']*)'/s.exec(statement) ?? [];
      return readConnection({ name, comment });
    });
    expect(connections).toMatchObject([
      { ok: true, connection: { module: 'aws_accounts' } },
      { ok: true, connection: { module: 'aws_inventory' } },
    ]);
  });
});

test('every command is named, and every flag is one that its command has', () => {
  const lines = section('Commands').split('\n');
  const unknown = COMMANDS.flatMap(({ name, flags }) => {
    const line = lines.find((text) => text.includes(`snowcensus ${name}`));
    if (line === undefined) return [name];
    const named = [...line.matchAll(/--([a-z-]+)/g)].map(([, flag = '']) => flag);
    return named.filter((flag) => flag !== 'help' && flags[flag] === undefined);
  });
  expect(COMMANDS.length).toBeGreaterThan(2);
  expect(unknown).toEqual([]);
});

test('every message it explains is one that the program has', () => {
  const messages = [...section('Troubleshooting').matchAll(/^\| (`.*?) \| /gm)]
    .flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)])
    .map(([, message = '']) => message);
  const program = [join(ROOT, 'src'), join(ROOT, 'test')]
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter(
      (entry) =>
        entry.name === 'require-node.cjs' ||
        (entry.name.endsWith('.ts') && entry.parentPath.startsWith(join(ROOT, 'src'))),
    )
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
  expect(messages.length).toBeGreaterThan(10);
  expect(messages.filter((message) => !program.includes(message))).toEqual([]);
});

test('AWS is only asked to read', () => {
  const actions = catalogue.flatMap((collector) => collector.actions);
  expect(actions.length).toBeGreaterThan(10);
  expect(new Set(actions.filter((action) => !/:(?:Describe|Get|List|Lookup)/.test(action)))).toEqual(
    new Set(['iam:GenerateCredentialReport']),
  );
});
