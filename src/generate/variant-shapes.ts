import type { Collector } from '../aws/catalogue/entry.ts';
import { SAMPLE_TEXT } from '../aws/sample.ts';
import { sampleItems } from './sample-items.ts';

/** Shapes of the values of VARIANT columns, by table and column. */
export type VariantShapes = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Levels that a shape is told down to: what is deeper shows as …. */
const DEEPEST = 3;

/** Shape of each VARIANT column, as its value of an item in which every member that the SDK knows is set. */
export async function variantShapes(collectors: readonly Collector[]): Promise<VariantShapes> {
  const known = await Promise.all(
    collectors.map(async (collector) => {
      const { tables } = collector;
      const items = await itemsOf(collector);
      return tables.map(({ name, columns }) => {
        const item = items[name];
        const shapes = Object.entries(columns).flatMap(([column, { type, value, shape }]) => {
          if (type !== 'VARIANT' || (!shape && !item)) return [];
          return [[column, shape ?? shapeOf(item && value(item), 0)] as const];
        });
        return [name, new Map(shapes)] as const;
      });
    }),
  );
  return new Map(known.flat());
}

/** An item of each table: from the schemas of its operation, or as code makes it from what these say. */
async function itemsOf(collector: Collector): Promise<Readonly<Record<string, object>>> {
  const known = (await collector.samples?.()) ?? {};
  const needs = collector.tables.some(
    ({ name, columns }) => !known[name] && Object.values(columns).some(({ type }) => type === 'VARIANT'),
  );
  return needs ? { ...(await sampleItems(collector)), ...known } : known;
}

function shapeOf(value: unknown, depth: number): string {
  if (value === null || value === undefined) return 'any';
  if (Array.isArray(value)) return `${shapeOf(value[0], depth)}[]`;
  if (value instanceof Date) return 'timestamp';
  if (typeof value !== 'object') return typeof value === 'string' ? 'string' : typeof value;
  const members = Object.entries(value);
  if (members.length === 0) return 'object';
  if (depth >= DEEPEST) return '{ … }';
  return `{ ${members.map(([name, member]) => `${nameOf(name)}: ${shapeOf(member, depth + 1)}`).join(', ')} }`;
}

/** Name of a member; of a map any may stand there. */
function nameOf(name: string): string {
  return name === SAMPLE_TEXT ? '[name]' : name;
}
