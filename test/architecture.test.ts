import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { circle, filesBelow, type Import, importsOf } from './source-files.ts';

// Default exports are Biome's to find.

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

/** What each room of `src` is for: the map that CONTRIBUTING.md shows, from the roof down. */
const ROOMS: Readonly<Record<string, string>> = {
  main: 'argv to command; the only reader of arguments and environment (main.ts)',
  commands: 'one file or folder for each command of the command line',
  service: 'what `start` runs: scheduler, status page, health, metrics',
  check: 'what `check` walks, step by step, and what it says of each failure',
  generate: 'what is derived from catalogue and options: SQL, policies, role templates, tables of documents',
  setup: 'database, schema, tables, views and grants in Snowflake, and their upgrade',
  run: 'one run: claim, plan, read, load, publish, clear',
  ledger:
    'what Snowflake knows of runs: coverage, leases, slots, watermarks, empty regions, retention, history',
  detections: 'questions in SQL with their meaning, and the views that answer them: pass, fail or unknown',
  load: 'rows and their landing tables, the spool, its parts, PUT and COPY',
  connectors: 'one folder for each module that a connection may name: its options, and how it plans',
  connections: 'the library of options: COMMENT to document and back, schedules, filters, problems',
  aws: 'roles, clients, pace, outcomes; in `catalogue/<service>/` what is read, in `http/` how answers come',
  snowflake: 'sessions, statements, stage, COPY; the only place that quotes names',
  log: 'events, what must never be told, warnings',
  settings: 'what the process is told from outside',
  plain: 'the plain types of src itself: errors, table, partition, observer, version',
  concurrency: 'how many at once',
  text: 'words and figures',
  time: 'deadlines, pauses, instants',
};

/** Folders of `src` that everything above them may import. `plain` are the loose files of `src` itself. */
const COMMON = ['log', 'settings', 'plain', 'concurrency', 'text', 'time'];

/** The floors of the house, from the roof down: what each folder of `src` may import besides itself. */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  main: ['commands', ...COMMON],
  commands: [
    'service',
    'check',
    'generate',
    'setup',
    'run',
    'ledger',
    'detections',
    'connectors',
    'connections',
    'aws',
    'snowflake',
    ...COMMON,
  ],
  service: ['run', 'ledger', 'detections', 'connectors', 'connections', 'snowflake', ...COMMON],
  check: ['run', 'ledger', 'load', 'connectors', 'connections', 'aws', 'snowflake', ...COMMON],
  generate: ['setup', 'detections', 'connectors', 'connections', 'aws', 'snowflake', ...COMMON],
  setup: ['ledger', 'detections', 'load', 'connectors', 'aws', 'snowflake', ...COMMON],
  run: ['ledger', 'detections', 'load', 'connectors', 'connections', 'aws', 'snowflake', ...COMMON],
  ledger: ['load', 'connectors', 'connections', 'aws', 'snowflake', ...COMMON],
  detections: ['aws', 'snowflake', ...COMMON],
  load: ['connectors', 'connections', 'aws', 'snowflake', ...COMMON],
  connectors: ['connections', 'aws', ...COMMON],
  connections: COMMON,
  aws: COMMON,
  snowflake: COMMON,
  log: ['settings', 'plain', 'text', 'time'],
  settings: ['plain', 'text', 'time'],
  plain: ['text'],
  concurrency: [],
  text: [],
  time: [],
};

/** Folders that any floor above may use; an arrow to them that nothing follows yet is no mistake. */
const UNASKED = new Set(COMMON);

/** Packages that only one folder may know; types cost nothing and bind nobody. */
const OWNERS: readonly { readonly packages: RegExp; readonly folder: string }[] = [
  { packages: /^snowflake-sdk$/, folder: 'snowflake' },
  { packages: /^@(?:aws-sdk|smithy)\//, folder: 'aws' },
  { packages: /^prom-client$/, folder: 'service' },
  { packages: /^@clack\//, folder: 'commands' },
];

interface Source {
  /** Path below `src`. */
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Paths below `src` of what it imports from there, types included. */
  readonly targets: readonly string[];
}

const SOURCES = filesBelow(SRC)
  .filter((file) => file.endsWith('.ts'))
  .map(readSource);

describe('src', () => {
  test('is where this test looks for it', () => {
    expect(SOURCES.length).toBeGreaterThan(80);
    expect(SOURCES.flatMap(({ imports }) => imports).length).toBeGreaterThan(200);
    expect(new Set(SOURCES.map(({ folder }) => folder))).toEqual(new Set(Object.keys(FLOORS)));
  });

  test('imports along the arrows only', () => {
    const against = SOURCES.flatMap(({ path, folder, targets }) =>
      targets
        .filter((target) => folderOf(target) !== folder && !FLOORS[folder]?.includes(folderOf(target)))
        .map((target) => `${path} → ${target}`),
    );
    expect(against).toEqual([]);
  });

  test('has a map, which CONTRIBUTING.md shows', () => {
    expect(Object.keys(ROOMS)).toEqual(Object.keys(FLOORS));
    const map = Object.entries(ROOMS).map(([room, what]) => `| \`${room}\` | ${what} |`);
    expect(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')).toContain(map.join('\n'));
  });

  test('has no arrow that turns back, and none that nothing follows', () => {
    const order = Object.keys(FLOORS);
    const back = Object.entries(FLOORS).flatMap(([from, tos]) =>
      tos.filter((to) => order.indexOf(to) <= order.indexOf(from)).map((to) => `${from} → ${to}`),
    );
    expect(back).toEqual([]);
    const followed = new Set(
      SOURCES.flatMap(({ folder, targets }) => targets.map((target) => `${folder} → ${folderOf(target)}`)),
    );
    const idle = Object.entries(FLOORS)
      .flatMap(([from, tos]) => tos.filter((to) => !UNASKED.has(to)).map((to) => `${from} → ${to}`))
      .filter((arrow) => !followed.has(arrow));
    expect(idle).toEqual([]);
  });

  test('has no files that import one another in a circle, be it for types', () => {
    expect(circle(new Map(SOURCES.map(({ path, targets }) => [path, targets])))).toBeUndefined();
    const turning = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', []],
      ['d', ['b']],
    ]);
    expect(circle(turning)).toBe('b → d → b');
  });

  test('lets only one folder know each of these packages', () => {
    const strangers = SOURCES.flatMap(({ path, folder, imports }) =>
      imports
        .filter(({ isType }) => !isType)
        .filter(({ specifier }) =>
          OWNERS.some((owner) => owner.packages.test(specifier) && owner.folder !== folder),
        )
        .map(({ specifier }) => `${path} → ${specifier}`),
    );
    expect(strangers).toEqual([]);
  });

  test('never loads the driver before its telemetry is off', () => {
    const early = SOURCES.filter(({ imports }) =>
      imports.some(({ specifier, isType }) => specifier === 'snowflake-sdk' && !isType),
    );
    expect(early.map(({ path }) => path)).toEqual([]);
    expect(filesWith(/await import\('snowflake-sdk'\)/)).toEqual(['snowflake/driver.ts']);
  });

  test('repeats statements in sessions only, so that each ends by the signal of its own', () => {
    expect(filesWith(/from '[^']*\/retry\.ts'/)).toEqual(['snowflake/session.ts']);
  });

  test('races only where that happens once: each race leaves something on a promise that outlives it', () => {
    expect(filesWith(/Promise\.race\(/).toSorted()).toEqual([
      'commands/start.ts',
      'run/workers/worker-process.ts',
      'service/scheduler.ts',
    ]);
  });

  test('spells names and texts as SQL in one file', () => {
    // Where SQL is written, a quote right before an insertion is a name or a text that was quoted by hand.
    const folders = [
      'snowflake',
      'run',
      'ledger',
      'detections',
      'load',
      'setup',
      'check',
      'commands',
      'generate',
    ];
    const writers = SOURCES.filter(({ folder }) => folders.includes(folder));
    const byHand = writers.filter(({ text }) => /["']\$\{/.test(text)).map(({ path }) => path);
    expect(byHand).toEqual(['snowflake/identifiers.ts']);
  });

  test('reads arguments and environment in one file', () => {
    expect(filesWith(/\bprocess\.argv\b/)).toEqual(['main.ts']);
    const environment = filesWith(/\bprocess\.env\b(?!\.\w+ = )/);
    expect(environment).toEqual(['main.ts']);
  });

  test('has rooms: few loose files, and no folder that is a corridor', () => {
    const files = Map.groupBy(SOURCES, ({ path }) => dirname(path));
    expect(files.get('.')?.length).toBeLessThanOrEqual(6);
    const corridors = [...files].filter(([, { length }]) => length > 24).map(([folder]) => folder);
    expect(corridors).toEqual([]);
  });

  test('pages, and catches what AWS refuses, in one place each of the catalogue', () => {
    const inCatalogue = (pattern: RegExp) =>
      filesWith(pattern).filter((path) => /^aws\/(?:catalogue|policy)\//.test(path));
    expect(filesWith(/\bpaginate[A-Z]/)).toEqual([]);
    expect(inCatalogue(/\bcatch\b/).sort()).toEqual([
      // A window that goes on where its token expired.
      'aws/catalogue/cloudtrail/events.ts',
      // Texts that are no CSV or JSON.
      'aws/catalogue/iam/credential-report.ts',
      'aws/catalogue/listing.ts',
      'aws/catalogue/not-found.ts',
      'aws/policy/policy-document.ts',
    ]);
  });

  test('reads rows of Snowflake as records, and no cell by itself', () => {
    expect(filesWith(/\b(?:String|Number)\((?:row|counts)\b/)).toEqual([]);
  });

  test('exports each name with one meaning', () => {
    const exported = SOURCES.flatMap(({ path, text }) => exportsOf(text).map((name) => ({ name, path })));
    expect(exported.length).toBeGreaterThan(500);
    // An entry is named within its service: ECS and EKS both have clusters.
    const serviceOf = (path: string) => /^aws\/catalogue\/\w+\//.exec(path)?.[0];
    const twice = [...Map.groupBy(exported, ({ name }) => name)].filter(([, places]) => {
      const services = new Set(places.map(({ path }) => serviceOf(path)));
      return places.length > 1 && (services.has(undefined) || services.size < places.length);
    });
    expect(twice.map(([name, places]) => `${name}: ${places.map(({ path }) => path).join(', ')}`)).toEqual(
      [],
    );
  });

  test('keeps no state in modules', () => {
    expect(filesWith(/^(?:export )?(?:let|var) /m)).toEqual([]);
  });

  test('describes each thing by its noun, which comes first', () => {
    const first = /^\s*\/\*\*\s*(?:\* )?(?:What|Who|Whose|Whom|Whoever|Where|It|They|Those|That|This) /gm;
    const riddles = SOURCES.flatMap(({ path, text }) =>
      [...text.matchAll(first)].map(({ index }) => `${path}:${text.slice(0, index).split('\n').length + 1}`),
    );
    expect(riddles).toEqual([]);
  });

  test('has files that one can read in one sitting', () => {
    const lengths = SOURCES.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
    expect(lengths.filter(({ lines }) => lines > 250)).toEqual([]);
    const median = lengths.map(({ lines }) => lines).sort((a, b) => a - b)[Math.floor(lengths.length / 2)];
    expect(median).toBeLessThanOrEqual(80);
  });
});

test('a session and the schema it is used on go together, as one Database', () => {
  const pair = /\bsession: SnowflakeSession[,;]\s*(?:readonly )?\w+: SchemaReference/;
  const files = SOURCES.filter(({ path }) => path !== 'snowflake/database.ts');
  expect(files.filter(({ text }) => pair.test(text)).map(({ path }) => path)).toEqual([]);
});

test('nothing is left for later', () => {
  const marks = new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME'].join('|')})\\b`);
  const files = readdirSync(ROOT, { withFileTypes: true })
    .filter(({ name }) => !['.git', 'node_modules', 'package-lock.json'].includes(name))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(join(ROOT, entry.name)) : [join(ROOT, entry.name)],
    );
  expect(files.length).toBeGreaterThan(100);
  const marked = files.filter((file) => marks.test(readFileSync(file, 'utf8')));
  expect(marked.map((file) => relative(ROOT, file))).toEqual([]);
});

function readSource(file: string): Source {
  const path = relative(SRC, file);
  const text = readFileSync(file, 'utf8');
  const imports = [...importsOf(text)];
  const targets = imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => relative(SRC, join(dirname(file), specifier)))
    // package.json, for the version.
    .filter((target) => !target.startsWith('..'));
  return { path, folder: folderOf(path), text, imports, targets };
}

function folderOf(path: string): string {
  if (path === 'main.ts') return 'main';
  return path.includes('/') ? (path.split('/')[0] ?? '') : 'plain';
}

/** Names that a file defines and exports; what it passes on has its meaning elsewhere. */
function exportsOf(text: string): readonly string[] {
  const definitions = text.matchAll(
    /^export (?:async )?(?:function\*?|const|class|interface|type|enum) (\w+)/gm,
  );
  return [...new Set([...definitions].map(([, name = '']) => name))];
}

/** Paths of the files whose text matches. */
function filesWith(pattern: RegExp): readonly string[] {
  return SOURCES.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
}
