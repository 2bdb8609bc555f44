import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { configError } from '../errors.ts';
import { sqlTokens } from '../snowflake/sql-tokens.ts';
import { nearest } from '../text/nearest.ts';
import { ANSWER_COLUMNS, type Detection } from './detection.ts';
import { readHead } from './head.ts';
import { looksLikeRelation, RELATIONS } from './relations.ts';
import { brokenSelect, selectedNames } from './selected-names.ts';

/** The detections that come with the program. */
const OWN = join(import.meta.dirname, '..', '..', 'sql', 'detections');

/**
 * The detections that come with the program and those of the folder, sorted by id. Throws a config error for a file
 * that is not written as one, and for an id that is given twice.
 */
export function readDetections(folder?: string): readonly Detection[] {
  const files = [OWN, ...(folder === undefined ? [] : [folder])].flatMap(filesBelow);
  const detections = files
    .map((file) => parseDetection(file, readFileSync(file, 'utf8')))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const twice = detections.find(({ id }, index) => detections[index + 1]?.id === id);
  if (twice) {
    throw configError(`there are two detections ${twice.id}`, {
      hint: 'Give one of the files another name.',
    });
  }
  return detections;
}

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.sql'))
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (cause) {
    throw configError('the folder of detections cannot be read', {
      cause,
      where: folder,
      hint: 'It holds one folder for each service, and in it one .sql file for each detection.',
    });
  }
}

const FILE = /^\s*\/\*([\s\S]*?)\*\/\s*([\s\S]*?)\s*;?\s*$/;

/** The detection that a file is. Throws a config error that says what is wrong with it. */
export function parseDetection(file: string, text: string): Detection {
  const refuse = (message: string, hint: string) => configError(message, { where: file, hint });
  const id = basename(file, '.sql');
  if (!/^[a-z][a-z0-9_]{2,60}$/.test(id))
    throw refuse(`${id} is no id of a detection`, 'Name the file in lower case with underscores.');
  const [, yaml = '', own = ''] = FILE.exec(text) ?? [];
  if (yaml === '' || own === '')
    throw refuse(
      'the file has no head or no SELECT',
      'It begins with /* title: … */, then comes one SELECT.',
    );
  const broken = brokenSelect(own);
  if (broken !== undefined) throw refuse(`the SELECT ${broken}`, 'After its head a file holds one SELECT.');
  const { completedBy, ...head } = readHead(yaml, file);
  const sql = completed(own, completedBy, file);
  const names = selectedNames(sql);
  if (names.join() !== ANSWER_COLUMNS.join()) {
    throw refuse(
      `the SELECT returns ${names.map((name) => name ?? 'a column without a name').join(', ')}`,
      `It has to return ${ANSWER_COLUMNS.join(', ')}, in this order, each named.`,
    );
  }
  const tables = tablesOf(sql, refuse);
  const read = new Set(tables.flatMap((name) => RELATIONS.get(name)?.collectors ?? []));
  const unnamed = [...read].filter((name) => !head.reads.includes(name));
  const idle = head.reads.filter((name) => !read.has(name));
  if (unnamed.length + idle.length > 0) {
    throw refuse(
      [
        ...unnamed.map((name) => `the SELECT reads ${name}, which reads: does not name`),
        ...idle.map((name) => `reads: names ${name}, which the SELECT does not read`),
      ].join('; '),
      'Name exactly the collectors that fill the views of the SELECT.',
    );
  }
  const details = tables.flatMap((name) => RELATIONS.get(name)?.details ?? []);
  const unread = head.needs.find((name) => !details.includes(name));
  if (unread !== undefined) {
    throw refuse(
      `needs: names ${unread}, which no row of the views tells of`,
      details.length > 0 ? `Use some of ${[...new Set(details)].join(', ')}.` : 'Leave needs: out.',
    );
  }
  const variables = sqlTokens(sql).flatMap(({ kind, text }) => (kind === 'variable' ? [text.slice(1)] : []));
  const strange = variables.find((name) => !head.parameters.some((parameter) => parameter.name === name));
  if (strange !== undefined)
    throw refuse(`there is no parameter ${strange}`, 'Declare it under parameters: with default and doc.');
  return { ...head, id, service: basename(dirname(file)), sql, tables };
}

/** The SELECT of a file with what it shares with others: there its rows are `asked`. */
function completed(own: string, parts: readonly string[], file: string): string {
  if (parts.length === 0) return own;
  const texts = parts.map((part) => readPart(join(dirname(file), `${part}.part`)));
  return `WITH asked AS (\n${own.replaceAll(/^(?=.)/gm, '  ')}\n)${texts.map((text) => (text.startsWith(',') ? text : `\n${text}`)).join('')}`;
}

function readPart(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (cause) {
    throw configError('the part that a detection is completed by cannot be read', {
      cause,
      where: file,
      hint: 'completed_by: names files of the same folder, without .part.',
    });
  }
}

function tablesOf(sql: string, refuse: (message: string, hint: string) => Error): readonly string[] {
  const words = sqlTokens(sql).flatMap(({ kind, text }) => (kind === 'word' ? [text] : []));
  const unknown = words.find(
    (word) => looksLikeRelation(word) && isRelationPlace(sql, word) && !RELATIONS.has(word),
  );
  if (unknown !== undefined) {
    const meant = nearest(unknown, RELATIONS.keys());
    throw refuse(
      `there is no view ${unknown}`,
      meant ? `Did you mean ${meant}?` : 'docs/tables has every view.',
    );
  }
  return [...new Set(words.filter((word) => RELATIONS.has(word)))].sort();
}

function isRelationPlace(sql: string, word: string): boolean {
  return new RegExp(`\\b(?:FROM|JOIN)\\s+${word}\\b`, 'i').test(sql);
}
