import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { matches } from '../../access/patterns.ts';
import { AwsError } from '../../contract.ts';
import { SandboxDefect } from '../../wire/protocol.ts';

type Fact = string | number | boolean | Date | undefined;
/** What a resource shows under a filter's name: one value or several. */
export type FilterTable<Item> = Readonly<Record<string, (item: Item) => Fact | readonly Fact[]>>;

/**
 * Keeps what passes every filter. A filter passes when any of its values, in which `*` and `?` are wildcards,
 * matches any of the resource's. `tag:Key` and `tag-key` work on everything tagged.
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
  const escaped = Values.find((value) => value.includes('\\'));
  if (escaped !== undefined) throw new SandboxDefect(`filter value ${escaped}: escapes are not spoken`);
  return (item) => textsOf(facts(item)).some((text) => Values.some((value) => matches(value, text)));
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
function textsOf(facts: Fact | readonly Fact[]): string[] {
  return [facts]
    .flat()
    .filter((fact) => fact !== undefined)
    .map((fact) => (fact instanceof Date ? fact.toISOString() : String(fact)));
}
