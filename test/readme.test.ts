import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from '@polyglot-sql/sdk';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../src/aws/catalogue/index.ts';
import { COMMANDS } from '../src/commands/index.ts';
import { readConnection } from '../src/connectors/index.ts';
import { RELATIONS } from '../src/detections/relations.ts';
import { TABLES, VIEWS } from '../src/setup/schema/schema-objects.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const README = read('README.md');

/** Every page that a user reads: the README and `docs/`. */
const PAGES: readonly string[] = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
];

function section(path: string, title: string): string {
  const text = read(path)
    .split(/^## /m)
    .find((part) => part.startsWith(`${title}\n`));
  if (text === undefined) throw new Error(`${path} has no section ${title}`);
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

test('the README can be read in five minutes', () => {
  expect(README.split('\n').length).toBeLessThanOrEqual(120);
});

test('.ci/run finds the two commands', () => {
  const lines = blocks('sh', section('README.md', 'Try it')).join('').trim().split('\n');
  expect(lines).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
  expect(README).toMatch(/^## Try it$[\s\S]*^## The first hour$/m);
});

describe('the SQL', () => {
  // Pages of tables are generated alike: of those one stands for all, and all are run on the sandbox elsewhere.
  const written = PAGES.filter((path) => !path.startsWith('docs/tables/')).flatMap((path) =>
    statements(read(path)),
  );
  const generated = statements(read('docs/tables/AWS_EC2_INSTANCES.md'));

  test.each([...new Set([...written, ...generated])])('is valid: %s', (statement) => {
    expect(parse(statement, 'snowflake' as never)).toMatchObject({ success: true });
  });

  test('asks for tables that exist', () => {
    const known = new Set([...TABLES, ...VIEWS, ...RELATIONS.values()].map(({ name }) => name));
    const all = PAGES.flatMap((path) => statements(read(path)));
    const asked = all.flatMap((statement) => {
      const own = new Set([...statement.matchAll(/(?:WITH|,)\s+(\w+) AS \(/g)].map(([, name]) => name));
      return [...statement.matchAll(/^(?:FROM|LEFT JOIN|JOIN) (\w+)|\bFROM (AWS_\w+)/gm)]
        .map(([, name, other]) => name ?? other ?? '')
        .filter((name) => !own.has(name));
    });
    expect(asked.length).toBeGreaterThanOrEqual(200);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  test('configures connections that are valid', () => {
    const connections = statements(read('docs/connections.md')).map((statement) => {
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
  const lines = read('docs/commands.md').split('\n');
  const unknown = COMMANDS.flatMap(({ name, flags }) => {
    const line = lines.find((text) => text.includes(`snowcensus ${name}`));
    if (line === undefined) return [name];
    const named = [...line.matchAll(/--([a-z-]+)/g)].map(([, flag = '']) => flag);
    return named.filter((flag) => flag !== 'help' && flags[flag] === undefined);
  });
  expect(COMMANDS.length).toBeGreaterThan(2);
  expect(unknown).toEqual([]);
});

test('every command line in a page is one that the program or npm takes', () => {
  const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
  const lines = PAGES.flatMap((path) => [
    ...blocks('sh', read(path)).flatMap((block) => block.split('\n')),
    ...[...read(path).matchAll(/`((?:npm|snowcensus) [^`]+)`/g)].map(([, line = '']) => line),
  ]);
  const wrong = lines.flatMap((line) => {
    const [, script] = /\bnpm run (?:-s )?([\w:]+)/.exec(line) ?? [];
    if (script !== undefined && !scripts.includes(script)) return [line];
    const [, words] = /(?:\bsnowcensus --|^snowcensus) (.*)/.exec(line) ?? [];
    // A message that the program gives is no command.
    if (words === undefined || words.startsWith('<') || words.startsWith('needs ')) return [];
    const command = COMMANDS.find(({ name }) => name === words.split(' ')[0]);
    const flags = [...words.matchAll(/(?<= )--([a-z-]+)/g)].map(([, flag = '']) => flag);
    const known = ['help', 'config', 'profile'];
    return command && flags.every((flag) => known.includes(flag) || command.flags[flag]) ? [] : [line];
  });
  expect(lines.length).toBeGreaterThan(25);
  expect(wrong).toEqual([]);
});

test('every link of a page leads somewhere', () => {
  const broken = [...PAGES, 'CONTRIBUTING.md', 'config/README.md', 'src/connections/README.md'].flatMap(
    (path) =>
      [...read(path).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !/^(?:https?|mailto):/.test(target))
        .filter((target) => !leads(path, target))
        .map((target) => `${path}: ${target}`),
  );
  expect(PAGES.length).toBeGreaterThan(60);
  expect(broken).toEqual([]);
});

function leads(from: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? from : join(dirname(from), file);
  if (!existsSync(join(ROOT, path))) return false;
  return anchor === undefined || anchorsOf(read(path)).includes(anchor);
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

test('every page of docs is reached from the README', () => {
  const linked = new Set<string>();
  const follow = (path: string): void => {
    if (linked.has(path) || !path.endsWith('.md') || !existsSync(join(ROOT, path))) return;
    linked.add(path);
    for (const [, target = ''] of read(path).matchAll(/\]\(([^)#\s]+\.md)/g))
      follow(join(dirname(path), target));
  };
  follow('README.md');
  expect(PAGES.filter((path) => !linked.has(path))).toEqual([]);
});

test('every message it explains is one that the program has', () => {
  const messages = [...section('docs/operations.md', 'Troubleshooting').matchAll(/^\| (`.*?) \| /gm)]
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
    new Set([
      'iam:GenerateCredentialReport',
      'iam:GenerateOrganizationsAccessReport',
      'iam:GenerateServiceLastAccessedDetails',
    ]),
  );
});
