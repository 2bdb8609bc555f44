import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { circle, filesBelow, importsOf } from './source-files.ts';

const SANDBOX = join(import.meta.dirname, 'sandbox');
const SRC = join(import.meta.dirname, '..', 'src');

/**
 * The floors of each house of the sandbox, from the roof down: a folder may use those below it, for more than their
 * types, and none above. Files that lie loose in a house are its door and what everybody in it uses.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['snowflake/login', 'snowflake/session', 'snowflake/stage'],
  [
    'snowflake/engine/statements',
    'snowflake/engine/copy',
    'snowflake/engine/session',
    'snowflake/engine/query',
    'snowflake/engine/catalog',
    'snowflake/engine/stage',
    'snowflake/engine/expression',
    'snowflake/engine/access',
    'snowflake/engine/types',
    'snowflake/engine/syntax',
    'snowflake/engine/duck',
  ],
  ['aws/operations', 'aws/access', 'aws/wire', 'aws/world'],
];

const FILES = filesBelow(SANDBOX)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ path: relative(SANDBOX, file), text: readFileSync(file, 'utf8') }));

/** The files that are no tests, and what each imports from the sandbox for more than its types. */
const SOURCES = FILES.filter(({ path }) => !path.endsWith('.test.ts')).map(({ path, text }) => ({
  path,
  targets: [...importsOf(text)]
    .filter(({ specifier, isType }) => specifier.startsWith('.') && !isType)
    .map(({ specifier }) => join(dirname(path), specifier)),
}));

describe('the sandbox', () => {
  test('is where this test looks for it, with a floor for each of its folders', () => {
    expect(SOURCES.length).toBeGreaterThan(200);
    expect(SOURCES.flatMap(({ targets }) => targets).length).toBeGreaterThan(500);
    const folders = ['snowflake', 'snowflake/engine', 'aws'].flatMap((house) =>
      SOURCES.filter(({ path }) => dirname(path).startsWith(`${house}/`)).map(({ path }) =>
        join(house, path.slice(house.length + 1).split('/')[0] ?? ''),
      ),
    );
    expect(new Set(folders)).toEqual(new Set([...FLOORS.flat(), 'snowflake/engine']));
  });

  test('imports nothing of what is tested on it, which imports nothing of the sandbox', () => {
    const outwards = FILES.flatMap(({ path, text }) =>
      [...text.matchAll(/(?:\bfrom |\bimport\(?)'(\.[^']+)'/g)]
        .map(([, specifier = '']) => join(dirname(path), specifier))
        .filter((target) => target.startsWith('..'))
        .map((target) => `${path} → ${target}`),
    );
    expect(outwards).toEqual([]);
    const inwards = filesBelow(SRC).filter((file) =>
      /['"](?:\.\.\/)+test\//.test(readFileSync(file, 'utf8')),
    );
    expect(inwards).toEqual([]);
  });

  test('has rooms: no folder that is a corridor', () => {
    const folders = Map.groupBy(FILES, ({ path }) => dirname(path));
    const corridors = [...folders].filter(([, { length }]) => length > 24).map(([folder]) => folder);
    expect(corridors).toEqual([]);
  });

  test('has arrows that go down only', () => {
    const against = FLOORS.flatMap((floors) => {
      const floorOf = (path: string) => floors.findIndex((floor) => path.startsWith(`${floor}/`));
      return SOURCES.filter(({ path }) => floorOf(path) >= 0).flatMap(({ path, targets }) =>
        targets
          .filter((target) => floorOf(target) >= 0 && floorOf(target) < floorOf(path))
          .map((target) => `${path} → ${target}`),
      );
    });
    expect(against).toEqual([]);
  });

  test('has no files that import one another in a circle', () => {
    expect(circle(new Map(SOURCES.map(({ path, targets }) => [path, targets])))).toBeUndefined();
  });
});
