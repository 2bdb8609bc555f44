import { bugError, configError, type SnowcensusError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';
import { type ConnectionResult, isConnectionName } from './connection.ts';
import { type OptionDocument, parseOptionDocument } from './document/option-document.ts';
import type { OptionReader, OptionReaders } from './option-reader.ts';
import { type Problem, spellPath, visible } from './problem.ts';

/** A table as SHOW TABLES lists it. */
export interface ConnectionTable {
  readonly name: string;
  readonly comment: string | null;
}

/**
 * The connection a table is, or one config error that lists the problems of its name and COMMENT. A COMMENT is a
 * stranger's text: whatever reading it runs into stays with its own table.
 */
export function readComment(table: ConnectionTable, readers: OptionReaders): ConnectionResult {
  try {
    return readTable(table, readers);
  } catch (cause) {
    const error = bugError('the COMMENT could not be read', {
      cause,
      where: `connection ${visible(table.name)}`,
      hint: 'Write it more plainly, without nesting and aliases, and report this: it is a bug of snowcensus.',
    });
    return { ok: false, name: table.name, error };
  }
}

function readTable({ name, comment }: ConnectionTable, readers: OptionReaders): ConnectionResult {
  if (!isConnectionName(name)) return { ok: false, name, error: nameError(name) };
  const parsed = parseOptionDocument(comment ?? '');
  if ('problems' in parsed) return failed(name, parsed.problems);
  const { document } = parsed;
  const reader = readerOf(document, readers);
  if ('message' in reader) return failed(name, [reader], document);
  const read = reader.read(name, document);
  return read.ok ? read : failed(name, read.problems, document);
}

function readerOf({ values }: OptionDocument, readers: OptionReaders): OptionReader | Problem {
  const names = [...readers.keys()];
  const known = names.join(', ');
  const { module } = values;
  if (module === undefined || module === null || module === '') {
    return { path: ['module'], message: `is missing; write module: and one of ${known}` };
  }
  const reader = typeof module === 'string' ? readers.get(module) : undefined;
  if (reader) return reader;
  const meant = typeof module === 'string' ? nearest(module, names) : undefined;
  const written = JSON.stringify(module);
  return {
    path: ['module'],
    message: `${written} is not a module; ${meant === undefined ? `known are ${known}` : `did you mean ${meant}?`}`,
  };
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
