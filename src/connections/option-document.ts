import { type Document, isMap, isScalar, LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import { type Problem, spellKey } from './problem.ts';

/** The mapping a COMMENT holds, with the way back from an option to its place in the text. */
export interface OptionDocument {
  readonly values: Readonly<Record<string, unknown>>;
  /** Line of the option, or of the nearest thing around it, from 1. */
  readonly lineOf: (path: readonly PropertyKey[]) => number | undefined;
  /** How many steps of the path are really in the text. */
  readonly depthOf: (path: readonly PropertyKey[]) => number;
  /** What was written for a scalar, quotes and leading zeros included. */
  readonly sourceOf: (path: readonly PropertyKey[]) => string | undefined;
}

/** Reads the YAML of a COMMENT; `---` may lead, as SnowAlert wrote it. */
export function parseOptionDocument(
  comment: string,
): { readonly document: OptionDocument } | { readonly problems: readonly Problem[] } {
  if (comment.trim() === '') return whole(EMPTY);
  if (comment.length > MOST_CHARACTERS) {
    return whole(
      `has ${comment.length.toLocaleString('en')} characters; options of more than ${MOST_CHARACTERS.toLocaleString('en')} are not read, so shorten them`,
    );
  }
  const lines = new LineCounter();
  // Pretty messages quote the text, which may hold a secret.
  const yaml = parseDocument(comment, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const faults = [...yaml.errors, ...yaml.warnings];
  if (faults.length > 0) {
    const placed = faults.map((fault) => ({ fault, line: lines.linePos(fault.pos[0]).line }));
    // One slip often makes several faults on its line; the first tells what it was.
    const first = placed.filter(
      ({ line }, index) => placed.findIndex((other) => other.line === line) === index,
    );
    return {
      problems: first.map(({ fault, line }) => ({ path: [], line, message: sayFault(fault, comment) })),
    };
  }
  const aliases = aliasProblems(yaml);
  if (aliases.length > 0) {
    return {
      problems: aliases.map(({ offset, message }) => ({
        path: [],
        line: lines.linePos(offset).line,
        message,
      })),
    };
  }
  let values: unknown;
  try {
    values = yaml.toJS();
  } catch {
    return whole('uses aliases that repeat themselves too often; write the values out');
  }
  if (!isMap(yaml.contents) || !isRecord(values)) return whole(NOT_A_MAPPING);

  const depthOf = (path: readonly PropertyKey[]): number => {
    let depth = path.length;
    while (depth > 0 && !yaml.hasIn(path.slice(0, depth))) depth -= 1;
    return depth;
  };
  const document: OptionDocument = {
    values,
    depthOf,
    lineOf: (path) => {
      const place = path.slice(0, depthOf(path));
      const key = place.at(-1);
      if (key === undefined) return undefined;
      const parent = yaml.getIn(place.slice(0, -1), true);
      const pair = isMap(parent)
        ? parent.items.find((item) => isScalar(item.key) && item.key.value === key)
        : undefined;
      const node: unknown = pair === undefined ? yaml.getIn(place, true) : pair.key;
      const range = rangeOf(node);
      return range === undefined ? undefined : lines.linePos(range).line;
    },
    sourceOf: (path) => {
      const node = yaml.getIn(path, true);
      return isScalar(node) ? node.source : undefined;
    },
  };
  return { document };
}

/** Far more than any connection needs; what reads a COMMENT takes time by its length. */
const MOST_CHARACTERS = 32_768;

function whole(message: string): { readonly problems: readonly Problem[] } {
  return { problems: [{ path: [], message }] };
}

const EMPTY = 'is empty; write the options as YAML, beginning with module:';
const NOT_A_MAPPING =
  'is not a mapping of options; write the options as YAML, each as "option: value", beginning with module:';

function sayFault(fault: YAMLError, comment: string): string {
  if (fault.code === 'DUPLICATE_KEY') {
    const key = /^[^:\n]*/.exec(comment.slice(fault.pos[0]))?.[0].trim() ?? '';
    return `the option ${spellKey(key)} is written twice; keep one`;
  }
  const reason = fault.message.replace(/[.:]?\s*$/, '');
  return `is not YAML: ${reason}; quote values that hold one of * & ! % @ # : { [ or begin with a quote`;
}

interface AliasProblem {
  readonly offset: number;
  readonly message: string;
}

/**
 * Where the text refers to an anchor that is not there, as an unquoted pattern `*.users` does, or to something that
 * holds the alias itself, which has no end.
 */
function aliasProblems(yaml: Document): readonly AliasProblem[] {
  const problems: AliasProblem[] = [];
  visit(yaml, {
    Alias: (_, alias, around) => {
      const offset = rangeOf(alias) ?? 0;
      const target = alias.resolve(yaml);
      if (target === undefined) {
        problems.push({
          offset,
          message: 'is not YAML: an alias to nothing; quote values that begin with *',
        });
      } else if (around.includes(target)) {
        problems.push({ offset, message: 'has an alias to what it stands in; write the value out' });
      }
    },
  });
  return problems;
}

function rangeOf(node: unknown): number | undefined {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
