import type { PolicyKind } from '../../src/aws/catalogue/entry.ts';
import { landingTable } from '../../src/load/landing.ts';
import type { SqlType } from '../../src/table.ts';
import { operationShape, type Shape, type StructureShape } from '../sandbox/aws/wire/shapes.ts';
import type { SdkComments } from './sdk-comments.ts';
import { capital, spoken, upperSnake } from './words.ts';

/** A column of an entry, as it is guessed. */
export interface GuessedColumn {
  readonly name: string;
  readonly type: SqlType | PolicyKind;
  readonly member: string;
  /** Whether the member is a list of Key and Value, which becomes one object. */
  readonly isTags: boolean;
  readonly comment: string;
}

/** What the SDK tells of a list. */
export interface GuessedList {
  /** Member of the answer that holds the list. */
  readonly rows: string;
  readonly key: string;
  readonly columns: readonly GuessedColumn[];
  /** Members of a thing that get no column; RAW has them. */
  readonly leftOut: readonly string[];
  /** Undefined where the operation does not page. */
  readonly page: PageSize | 'own' | undefined;
}

interface PageSize {
  readonly member: string;
  readonly fewest: number;
  readonly most: number;
  /** Whether the SDK's comments say so, and it is not a guess. */
  readonly isSaid: boolean;
}

/** Columns that an entry begins with; a person adds and removes. */
const MOST_COLUMNS = 10;

const SIZE = /^(?:max(?:results|items|records)|limit|pagesize)$/i;

/** The list of an operation. Throws where it is no plain list, with what to do instead. */
export function guessList(
  sdk: Readonly<Record<string, unknown>>,
  operation: string,
  comments: SdkComments,
  given: string | undefined,
): GuessedList {
  const shape = operationShape(sdk, operation);
  if (!shape) throw new Error(`the SDK has no operation ${operation}`);
  const [input, output] = [membersOf(shape.input), membersOf(shape.output)];
  const needed = [...input.values()].filter(({ required }) => required).map(({ name }) => name);
  if (needed.length > 0) {
    throw new Error(
      `${operation} needs ${needed.join(', ')}: write a \`details\` entry (CONTRIBUTING.md, a service with details)`,
    );
  }
  const lists = [...output.values()]
    .filter(({ shape: list }) => isListOfThings(list))
    .map(({ name }) => name);
  const rows = given ?? (lists.length === 1 ? lists[0] : undefined);
  if (rows === undefined || !lists.includes(rows)) {
    const choice = lists.length > 1 ? `: say which by --rows ${lists.join(' or ')}` : '';
    throw new Error(
      `the answer of ${operation} has ${lists.length === 0 ? 'no list of things: write a `single` or `read` entry' : `${lists.length} lists`}${choice}`,
    );
  }
  const item = itemOf(output.get(rows)?.shape);
  const key = keyOf(item);
  return {
    rows,
    key,
    ...columnsOf(item, key, comments(item.name)),
    page: pageOf(sdk, operation, [...input.keys()], comments),
  };
}

function membersOf(shape: Shape): ReturnType<StructureShape['members']> {
  return shape.kind === 'structure' ? shape.members() : new Map();
}

function isListOfThings(shape: Shape): boolean {
  return shape.kind === 'list' && shape.item().kind === 'structure';
}

function itemOf(shape: Shape | undefined): StructureShape {
  const item = shape?.kind === 'list' ? shape.item() : undefined;
  if (item?.kind !== 'structure') throw new Error('the list is not of things');
  return item;
}

/** The member that names a thing: its ARN, else its id, else its name; that which repeats most of the thing's name. */
function keyOf(item: StructureShape): string {
  const texts = [...item.members().values()].filter(({ shape }) => shape.kind === 'string');
  const thing = item.name.toLowerCase();
  for (const ending of [/arn$/i, /(?:id|identifier)$/i, /name$/i]) {
    const [best] = texts
      .map(({ name }) => name)
      .filter((name) => ending.test(name) && thing.includes(name.replace(ending, '').toLowerCase()))
      .sort((a, b) => b.length - a.length);
    if (best !== undefined) return best;
  }
  const [first] = texts;
  if (!first) throw new Error(`${item.name} has no text that could name it: write a \`read\` entry`);
  return first.name;
}

function columnsOf(
  item: StructureShape,
  key: string,
  comments: ReadonlyMap<string, string>,
): Pick<GuessedList, 'columns' | 'leftOut'> {
  const taken = new Set(landingTable(NO_COLUMNS).columns.map(({ name }) => name));
  const members = [...item.members().values()].sort(
    (a, b) => rank(a.name, a.shape, key) - rank(b.name, b.shape, key),
  );
  const columns: GuessedColumn[] = [];
  for (const { name, shape } of members) {
    const column = columnName(name, item.name);
    if (taken.has(column) || columns.length === MOST_COLUMNS || shape.kind === 'blob') continue;
    taken.add(column);
    const isTags = /^tag(?:s|list|set)$/i.test(name) && isTagList(shape);
    const comment = isTags ? 'Tags as an object.' : commentOf(name, comments.get(name));
    columns.push({ name: column, type: typeOf(name, shape), member: name, isTags, comment });
  }
  const shown = new Set(columns.map(({ member }) => member));
  return {
    columns: [...columns.filter(({ isTags }) => !isTags), ...columns.filter(({ isTags }) => isTags)],
    leftOut: members.map(({ name }) => name).filter((name) => !shown.has(name)),
  };
}

const NO_COLUMNS = {
  kind: 'state',
  name: 'AWS_NEW',
  doc: '',
  keyName: 'key',
  key: () => undefined,
  volatile: [],
  ordered: [],
  showsUse: () => true,
  details: [],
  columns: {},
} as const;

/** What is asked about first comes first: name, tags, state, kind, when it was made; plain values before lists. */
function rank(name: string, shape: Shape, key: string): number {
  if (name === key) return 0;
  if (/^tag(?:s|list|set)$/i.test(name)) return 0.5;
  const order = [/arn$|id$/i, /name$/i, /(?:state|status)$/i, /type$|public|encrypt|enabled|required|creat/i];
  const at = order.findIndex((pattern) => pattern.test(name));
  const isPlain = !['structure', 'list', 'map', 'blob'].includes(shape.kind);
  return (isPlain ? 1 : 4) + (at < 0 ? order.length : at) / 10;
}

/** `NAME` for the name of the thing itself, `ARN` for its ARN; every other member keeps its own. */
function columnName(member: string, thing: string): string {
  const name = upperSnake(member);
  const own = upperSnake(thing);
  return ['ARN', 'NAME', 'STATE', 'STATUS', 'TYPE'].find((short) => name === `${own}_${short}`) ?? name;
}

function isTagList(shape: Shape): boolean {
  if (shape.kind !== 'list') return false;
  const item = shape.item();
  return item.kind === 'structure' && item.members().has('Key') && item.members().has('Value');
}

function typeOf(name: string, shape: Shape): SqlType | PolicyKind {
  switch (shape.kind) {
    case 'boolean':
      return 'BOOLEAN';
    case 'number':
      return 'NUMBER';
    case 'timestamp':
      return 'TIMESTAMP_LTZ';
    case 'string':
      return /(?<!ssl)policy(?:document)?$/i.test(name) ? 'POLICY' : 'STRING';
    default:
      return 'VARIANT';
  }
}

/** Characters of the longest comment that is taken as AWS has it. */
const LONGEST = 70;

/** The first sentence of the SDK's comment where that is short, else the words of the member's name. */
function commentOf(member: string, said: string | undefined): string {
  const sentence = /^(.*?)\.(?:\s|$)/.exec(said ?? '')?.[1]?.trim() ?? '';
  const short = sentence
    .replace(/^(?:The|A|An) /, '')
    .replace(/^(?:Indicates|Specifies) whether/, 'Whether')
    .replace(/\bID\b/g, 'id')
    .replace(/\bAmazon Resource Name \(ARN\)/g, 'ARN');
  const isUsable = short.length > 0 && short.length <= LONGEST && !/[.!?'\\] ?[A-Z]|\n|'/.test(short);
  return `${capital(isUsable ? short : spoken(member))}.`;
}

function pageOf(
  sdk: Readonly<Record<string, unknown>>,
  operation: string,
  input: readonly string[],
  comments: SdkComments,
): GuessedList['page'] {
  if (typeof sdk[`paginate${operation}`] !== 'function') return undefined;
  const member = input.find((name) => SIZE.test(name));
  if (member === undefined) return 'own';
  const said = ['Request', 'Input', 'Message', 'CommandInput']
    .map((ending) => comments(`${operation}${ending}`).get(member))
    .find((text) => text !== undefined);
  const bounds = boundsIn((said ?? '').replace(/(\d),(\d{3})/g, '$1$2'));
  return { member, fewest: bounds?.[0] ?? 1, most: bounds?.[1] ?? 100, isSaid: bounds !== undefined };
}

/** How AWS writes the fewest and the most that a page may have. */
const BOUNDS = [
  /(?:between|from) (\d+) (?:and|to) (\d+)/,
  /[Mm]inimum:? (?:value )?(?:of )?(\d+)[.,]? (?:and )?(?:[Cc]an't exceed|(?:a )?[Mm]aximum:?(?: value)?(?: of)?) (\d+)/,
];

function boundsIn(text: string): readonly [number, number] | undefined {
  for (const pattern of BOUNDS) {
    const [, fewest, most] = pattern.exec(text) ?? [];
    if (fewest !== undefined && most !== undefined) return [Number(fewest), Number(most)];
  }
  return undefined;
}
