import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { AwsError } from '../../contract.ts';

type Fact = string | number | boolean | Date | undefined;
/** What a resource shows under a filter's name: one value or several. */
export type FilterTable<Item> = Readonly<Record<string, (item: Item) => Fact | readonly Fact[]>>;

/**
 * Keeps what passes every filter. A filter passes when any of its values matches any of the resource's; `*` and
 * `?` are wildcards, a backslash takes their meaning away. `tag:Key` and `tag-key` work on everything tagged.
 * Throws InvalidParameterValue on a filter the resource does not have.
 */
export function applyFilters<Item extends { Tags?: Tag[] | undefined }>(
  items: readonly Item[],
  filters: readonly Filter[] | undefined,
  table: FilterTable<Item>,
): Item[] {
  const tests = (filters ?? []).map((filter) => filterTest(filter, table));
  return items.filter((item) => tests.every((test) => test(item)));
}

function filterTest<Item extends { Tags?: Tag[] | undefined }>(
  { Name = '', Values }: Filter,
  table: FilterTable<Item>,
): (item: Item) => boolean {
  const facts = factsOf(Name, table);
  if (facts === undefined) throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`);
  if (Values === undefined || Values.length === 0) {
    throw new AwsError('InvalidParameterValue', 'The filter values must not be empty');
  }
  const patterns = Values.map(pattern);
  return (item) => [facts(item)].flat().some((fact) => patterns.some((test) => test.test(text(fact))));
}

function factsOf<Item extends { Tags?: Tag[] | undefined }>(
  name: string,
  table: FilterTable<Item>,
): FilterTable<Item>[string] | undefined {
  if (name === 'tag-key') return ({ Tags = [] }) => Tags.map(({ Key }) => Key);
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return ({ Tags = [] }) => Tags.filter(({ Key }) => Key === key).map(({ Value }) => Value);
  }
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** What is absent matches nothing, not even `*`. */
function text(fact: Fact): string {
  if (fact === undefined) return '\u0000';
  return fact instanceof Date ? fact.toISOString() : String(fact);
}

function pattern(value: string): RegExp {
  const source = value.replace(/\\[*?\\]|[*?]|[^*?\\]+|\\/g, (part) => {
    if (part === '*') return '[^\\u0000]*';
    if (part === '?') return '[^\\u0000]';
    return (/^\\[*?\\]$/.test(part) ? part.slice(1) : part).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'su');
}
