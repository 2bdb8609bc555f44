import { type Document, isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { isJsonObject } from '../../text/json-object.ts';
import { type Problem, spellKey } from '../problem.ts';
import { unboundedness } from './yaml-bounds.ts';

/** The mapping a COMMENT holds, with the way back from an option to its place in the text. */
export interface OptionDocument {
  readonly values: Readonly<Record<string, unknown>>;
  /** Line of the option, or of the nearest thing around it, from 1. */
  readonly lineOf: (path: readonly PropertyKey[]) => number | undefined;
  /** How many steps of the path are really in the text. */
  readonly depthOf: (path: readonly PropertyKey[]) => number;
  /** Text of a scalar as written, quotes and leading zeros included. */
  readonly sourceOf: (path: readonly PropertyKey[]) => string | undefined;
}

/** Reads the YAML of a COMMENT; `---` may lead, as SnowAlert wrote it. */
export function parseOptionDocument(
  comment: string,
): { readonly document: OptionDocument } | { readonly problems: readonly Problem[] } {
  if (comment.trim() === '') return whole(EMPTY);
  const unbounded = unboundedness(comment);
  if (unbounded !== undefined) return whole(unbounded);
  const lines = new LineCounter();
  // Pretty messages quote the text, which may hold a secret.
  const yaml = parseDocument(comment, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    // It compares each name with each other one.
    uniqueKeys: false,
  });
  const faults = [...yaml.errors, ...yaml.warnings].map(({ pos, message }) => ({
    offset: pos[0],
    message: sayFault(message),
  }));
  const found = faults.length > 0 ? faults : [...repeatedNames(yaml), ...aliasProblems(yaml)];
  if (found.length > 0) {
    // One slip often makes several faults on its line; the first tells what it was.
    const byLine = Map.groupBy(found, ({ offset }) => lines.linePos(offset).line);
    return {
      problems: [...byLine].flatMap(([line, [first]]) =>
        first ? [{ path: [], line, message: first.message }] : [],
      ),
    };
  }
  let values: unknown;
  try {
    values = yaml.toJS();
  } catch {
    return whole('uses aliases that repeat themselves too often; write the values out');
  }
  if (!isMap(yaml.contents) || !isJsonObject(values)) return whole(NOT_A_MAPPING);

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

function whole(message: string): { readonly problems: readonly Problem[] } {
  return { problems: [{ path: [], message }] };
}

const EMPTY = 'is empty; write the options as YAML, beginning with module:';
const NOT_A_MAPPING =
  'is not a mapping of options; write the options as YAML, each as "option: value", beginning with module:';

function sayFault(message: string): string {
  const reason = message.replace(/[.:]?\s*$/, '');
  return `is not YAML: ${reason}; quote values that hold one of * & ! % @ # : { [ or begin with a quote`;
}

interface Fault {
  readonly offset: number;
  readonly message: string;
}

/** Names that stand twice in their mapping. */
function repeatedNames(yaml: Document): readonly Fault[] {
  const faults: Fault[] = [];
  visit(yaml, {
    Map: (_, { items }) => {
      const names = new Set<unknown>();
      for (const { key } of items) {
        const name = isScalar(key) ? key.value : key;
        if (names.has(name)) {
          const message = `the option ${spellKey(String(name ?? ''))} is written twice; keep one`;
          faults.push({ offset: rangeOf(key) ?? 0, message });
        }
        names.add(name);
      }
    },
  });
  return faults;
}

/**
 * Aliases for an anchor that is not there, as an unquoted pattern `*.users` is, or for a node that holds the alias
 * itself, which has no end.
 */
function aliasProblems(yaml: Document): readonly Fault[] {
  const faults: Fault[] = [];
  visit(yaml, {
    Alias: (_, alias, around) => {
      const offset = rangeOf(alias) ?? 0;
      const target = alias.resolve(yaml);
      if (target === undefined) {
        faults.push({
          offset,
          message: 'is not YAML: an alias to nothing; quote values that begin with *',
        });
      } else if (around.includes(target)) {
        faults.push({ offset, message: 'has an alias to what it stands in; write the value out' });
      }
    },
  });
  return faults;
}

function rangeOf(node: unknown): number | undefined {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : undefined;
}
