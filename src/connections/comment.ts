import { bugError, configError, type SnowcensusError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';
import { type ConnectionResult, isConnectionName, type ModuleName } from './connection.ts';
import { type OptionDocument, parseOptionDocument } from './document/option-document.ts';
import { MODULES } from './modules.ts';
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

/**
 * The connection a table is, or one config error that lists the problems of its name and COMMENT. A COMMENT is a
 * stranger's text: whatever reading it runs into stays with its own table.
 */
export function readConnection(table: ConnectionTable): ConnectionResult {
  try {
    return readTable(table);
  } catch (cause) {
    const error = bugError('the COMMENT could not be read', {
      cause,
      where: `connection ${visible(table.name)}`,
      hint: 'Write it more plainly, without nesting and aliases, and report this: it is a bug of snowcensus.',
    });
    return { ok: false, name: table.name, error };
  }
}

function readTable({ name, comment }: ConnectionTable): ConnectionResult {
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

/** So many problems are told; the rest are counted. */
const MOST_TOLD = 20;

function failed(name: string, problems: readonly Problem[], document?: OptionDocument): ConnectionResult {
  const placed = problems.slice(0, MOST_TOLD).map((problem) => ({
    ...problem,
    line: problem.line ?? document?.lineOf(problem.path),
  }));
  const sorted = placed.sort(
    (a, b) => (a.line ?? Number.POSITIVE_INFINITY) - (b.line ?? Number.POSITIVE_INFINITY),
  );
  const all = problems.reduce((sum, { alike = 0 }) => sum + 1 + alike, 0);
  const count = all === 1 ? 'a problem' : `${all} problems`;
  const told = sorted.map(spellProblem);
  if (all > told.length) told.push(`and ${all - told.length} more`);
  const error = configError([`the COMMENT has ${count}`, ...told].join('\n  - '), {
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
    `the table name ${visible(JSON.stringify(name))} needs quotes in SQL or does not end in _CONNECTION`,
    {
      where: `connection ${visible(name)}`,
      hint: 'rename the table to upper-case letters, digits and underscores ending in _CONNECTION',
    },
  );
}
