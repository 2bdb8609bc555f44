import { type StagedFile, StatementError } from '../../contract.ts';
import type { EngineContext } from '../context.ts';
import type { TokenReader } from '../syntax/token-reader.ts';
import { tokenize } from '../syntax/tokens.ts';

/** A place in a stage as a statement names it. */
export interface StageLocation {
  /** The stage without its path, as written: `@db.schema."s"`, `@%table`, `@~`. */
  readonly stage: string;
  /** What follows the first slash, as written. File names that start with it are meant. */
  readonly path: string;
  /** What file names are shown with in front: `stage/` for a named stage, '' for a table or user stage. */
  readonly shownPrefix: string;
  /** The stage as error messages name it: `@S`, `@%T`, `@~`. */
  readonly shownStage: string;
}

/** Reads `@stage/path` or `'@stage/path with spaces'`. */
export function readLocation(reader: TokenReader): StageLocation {
  const token = reader.peek();
  const text = token.kind === 'string' && token.value.startsWith('@') ? token.value : undefined;
  if (text === undefined && token.kind !== 'location') throw reader.unexpected();
  const location = parseLocation(text ?? token.value);
  if (location === undefined) throw reader.unexpected();
  reader.next();
  return location;
}

/** Whether a location comes next. */
export function atLocation(reader: TokenReader): boolean {
  const token = reader.peek();
  return token.kind === 'location' || (token.kind === 'string' && token.value.startsWith('@'));
}

/** The files of a location in name order, the ones whose whole path matches `pattern` when it is given. */
export async function filesAt(
  context: EngineContext,
  location: StageLocation,
  pattern: string | undefined,
  privilege: 'READ' | 'WRITE',
): Promise<{ stageId: string; files: readonly StagedFile[] }> {
  const { stageId } = await context.stage(location.stage, privilege);
  const found = await context.store.list(stageId, location.path);
  if (pattern === undefined) return { stageId, files: found };
  const expression = wholePath(pattern);
  return { stageId, files: found.filter((file) => expression.test(file.name)) };
}

/** A Java regular expression that must match a whole path. */
function wholePath(pattern: string): RegExp {
  const insensitive = pattern.startsWith('(?i)');
  const body = insensitive ? pattern.slice(4) : pattern;
  try {
    return new RegExp(`^(?:${body})$`, insensitive ? 'i' : '');
  } catch (error) {
    throw new StatementError('100048', '2201B', `Invalid regular expression: '${pattern}'`, { cause: error });
  }
}

const LOCATION =
  /^(@(?:~|(?:(?:"(?:[^"]|"")*"|[A-Za-z_][\w$]*)\.){0,2}%?(?:"(?:[^"]|"")*"|[A-Za-z_][\w$]*)))(?:\/(.*))?$/s;

function parseLocation(text: string): StageLocation | undefined {
  const [, stage, path = ''] = LOCATION.exec(text) ?? [];
  if (stage === undefined) return undefined;
  const name = tokenize(stage.slice(1)).findLast((token) => token.kind === 'word' || token.kind === 'quoted');
  if (name === undefined) return { stage, path, shownPrefix: '', shownStage: '@~' };
  if (stage.includes('%')) return { stage, path, shownPrefix: '', shownStage: `@%${name.value}` };
  return { stage, path, shownPrefix: `${name.value.toLowerCase()}/`, shownStage: `@${name.value}` };
}
