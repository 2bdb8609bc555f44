import type { CollectContext } from '../aws/catalogue/context.ts';
import type { Collector } from '../aws/catalogue/entry.ts';
import type { Client } from '../aws/client.ts';
import { SAMPLE_TEXT, sampleAnswer } from '../aws/sample.ts';
import { bugError } from '../errors.ts';

const REGION = 'us-east-1';

const HOUR_MS = 3_600_000;

/** Members that say where a list goes on: a sample has one page. */
const ONWARD = /(?:token|marker|truncated)$/i;

/** Answers that a collector is given at most. */
const MOST_ASKED = 100;

/** Words that AWS says where code asks for them, by the member. */
const WORDS: Readonly<Record<string, string>> = {
  status: 'ACTIVE',
  State: 'COMPLETE',
  JobStatus: 'COMPLETED',
  type: 'ACCOUNT',
  PrimaryRegion: REGION,
  BucketRegion: REGION,
};

/**
 * First item of each table of a collector that needs code, read from answers in which every member is set. A collector
 * that cannot read such answers has none.
 */
export async function sampleItems(collector: Collector): Promise<Readonly<Record<string, object>>> {
  const items: Record<string, object> = {};
  const context = await sampleContext(collector);
  try {
    for await (const { table, item } of collector.collect(context)) items[table.name] ??= item;
    return items;
  } catch {
    // What it has read before is whole.
    return items;
  }
}

async function sampleContext({ name: collector, actions, services }: Collector): Promise<CollectContext> {
  const answers = new Map<string, object>();
  for (const action of actions) {
    const [request] = services.flatMap((service) => service.requestFor(action) ?? []);
    if (!request) throw bugError(`nobody knows how ${action} is asked`);
    answers.set(
      request.operation,
      onePage(sampleAnswer(await request.service.sdk(), request.operation) ?? {}),
    );
  }
  let asked = 0;
  const send = async ({ constructor: { name } }: object) => {
    asked += 1;
    // A tree whose branches are all the same has no end.
    if (asked > MOST_ASKED) throw bugError(`${collector} asks without end`);
    return answers.get(name.replace(/Command$/, '')) ?? {};
  };
  const shared = new Map<string, Promise<unknown>>();
  const context: CollectContext = {
    accountId: '123456789012',
    region: REGION,
    signal: new AbortController().signal,
    accountTags: true,
    window: { since: new Date(0), until: new Date(HOUR_MS), readOnly: true },
    earlier: undefined,
    client: <C extends Client>(type: new (config: never) => C) =>
      Object.assign(Object.create(type.prototype as object), { send }) as C,
    firstInRun: () => true,
    once<T>(key: string, make: (shared: CollectContext) => Promise<T>) {
      const made = shared.get(key) ?? make(context);
      shared.set(key, made);
      return made as Promise<T>;
    },
  };
  return context;
}

function onePage(answer: object): object {
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([name]) => !ONWARD.test(name))
      .map(([name, value]) => [name, saying(value, name)]),
  );
}

function saying(value: unknown, name: string): unknown {
  if (value === SAMPLE_TEXT) return WORDS[name] ?? value;
  if (Array.isArray(value)) return value.map((each) => saying(each, name));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([member, each]) => [member, saying(each, member)]));
}
