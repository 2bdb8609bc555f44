import type { Collector } from '../aws/catalogue/entry.ts';
import { SAMPLE_TEXT } from '../aws/sample.ts';

/** Shapes of the values of VARIANT columns, by table and column. */
export type VariantShapes = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Levels that a shape is told down to: what is deeper shows as …. */
const DEEPEST = 3;

/** Shape of each VARIANT column whose items the SDK knows whole, as its value of an item in which every member is set. */
export async function variantShapes(collectors: readonly Collector[]): Promise<VariantShapes> {
  const known = await Promise.all(
    collectors.map(async ({ tables, samples }) => {
      const items = (await samples?.()) ?? {};
      return tables.map(({ name, columns }) => {
        const item = items[name];
        const shapes = Object.entries(columns).flatMap(([column, { type, value }]) =>
          item && type === 'VARIANT' ? [[column, shapeOf(value(item), 0)] as const] : [],
        );
        return [name, new Map(shapes)] as const;
      });
    }),
  );
  return new Map(known.flat());
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
