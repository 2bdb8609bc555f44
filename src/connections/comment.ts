import { configError, type SnowcensusError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';
import { type ConnectionResult, isConnectionName, type ModuleName } from './connection.ts';
import { MODULES } from './modules.ts';
import { type OptionDocument, parseOptionDocument } from './option-document.ts';
import { type Problem, spellPath, visible } from './problem.ts';

/** A table as SHOW TABLES lists it. */
export interface ConnectionTable {
  readonly name: string;
  readonly comment: string | null;
}

/** Reads every connection by itself, so that a broken one never stops another. */
export function readConnections(tables: readonly ConnectionTable[]): readonly ConnectionResult[] {
  return tables.map(readConnection);
}

/** The connection a table is, or one config error that lists every problem of its name and COMMENT. */
export function readConnection({ name, comment }: ConnectionTable): ConnectionResult {
  if (!isConnectionName(name)) return { ok: false, name, error: nameError(name) };
  const parsed = parseOptionDocument(comment ?? '');
  if ('problems' in parsed) return failed(name, parsed.problems);
  const { document } = parsed;
  const module = moduleOf(document);
  if (typeof module === 'object') return failed(name, [module], document);
  const read = MODULES[module].read(name, document);
  return read.ok ? read : failed(name, read.problems, document);
}

function moduleOf({ values }: OptionDocument): ModuleName | Problem {
  const known = Object.keys(MODULES).join(', ');
  const { module } = values;
  if (module === undefined || module === null || module === '') {
    return { path: ['module'], message: `is missing; write module: and one of ${known}` };
  }
  if (isModuleName(module)) return module;
  const meant = typeof module === 'string' ? nearest(module, Object.keys(MODULES)) : undefined;
  const written = JSON.stringify(module);
  return {
    path: ['module'],
    message: `${written} is not a module; ${meant === undefined ? `known are ${known}` : `did you mean ${meant}?`}`,
  };
}

function isModuleName(module: unknown): module is ModuleName {
  return typeof module === 'string' && Object.hasOwn(MODULES, module);
}

function failed(name: string, problems: readonly Problem[], document?: OptionDocument): ConnectionResult {
  const placed = problems.map((problem) => ({
    ...problem,
    line: problem.line ?? document?.lineOf(problem.path),
  }));
  const sorted = placed.sort(
    (a, b) => (a.line ?? Number.POSITIVE_INFINITY) - (b.line ?? Number.POSITIVE_INFINITY),
  );
  const count = sorted.length === 1 ? 'a problem' : `${sorted.length} problems`;
  const error = configError([`the COMMENT has ${count}`, ...sorted.map(spellProblem)].join('\n  - '), {
    where: `connection ${name}`,
    hint: `correct the options: ALTER TABLE ${name} SET COMMENT = '…'`,
  });
  return { ok: false, name, error };
}

function spellProblem({ path, line, message }: Omit<Problem, 'line'> & { line: number | undefined }): string {
  const place = [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(path.length === 0 ? [] : [spellPath(path)]),
  ];
  return visible(place.length === 0 ? message : `${place.join(', ')}: ${message}`);
}

function nameError(name: string): SnowcensusError {
  return configError(
    `the table name ${JSON.stringify(name)} needs quotes in SQL or does not end in _CONNECTION`,
    {
      where: `connection ${name}`,
      hint: 'rename the table to upper-case letters, digits and underscores ending in _CONNECTION',
    },
  );
}
