import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Package {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
}

const LOCK: { readonly packages: Readonly<Record<string, Package>> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8'),
);

/** npm leaves out what it could not fetch, and then `npm ci` refuses the lock, on every platform. */
test('the lock holds the binaries of every platform', () => {
  const wanted = Object.entries(LOCK.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name })),
  );
  expect(wanted.length).toBeGreaterThan(50);
  const missing = wanted.filter(({ path, name }) => {
    const beside = path.slice(0, path.lastIndexOf('node_modules/'));
    return ![`${path}/`, beside, ''].some((place) => `${place}node_modules/${name}` in LOCK.packages);
  });
  expect(missing).toEqual([]);
});

test('the lock names no registry, so that each machine uses its own', () => {
  const bound = Object.entries(LOCK.packages).filter(([, { resolved }]) => resolved !== undefined);
  expect(bound.map(([path]) => path)).toEqual([]);
});
