import { instant, type Row, required, type Table, text } from '../table.ts';
import { VERSION } from '../version.ts';
import type { Readability } from './landing.ts';
import type { ReadableMembers } from './readable-members.ts';
import { UnreadMembers } from './unread-members.ts';

/** One row for each set of members that a program could read of a collector's items; a few for each connection. */
export const READABLE: Table = {
  name: 'CONNECTOR_READABLE',
  comment:
    'Which members of what AWS answers a program could read: what another could not is no change. It grows with upgrades.',
  columns: [
    required(text('READABLE', 'Hash of them, as rows have it.')),
    required(text('COLLECTOR', 'Collector, such as ec2.instances.')),
    { name: 'MEMBERS', type: 'VARIANT', comment: 'Paths of the members, by table.', required: true },
    text('VERSION', 'Version of snowcensus that could first.'),
    required(instant('SINCE', 'Start of the first run of the connection that read with them.')),
  ],
};

/** Members that this program can read, and that those before it could which read what is current. */
export interface ReadableFacts {
  /** Members of now, by collector. */
  readonly now: ReadonlyMap<string, ReadableMembers>;
  /** Others, by id. */
  readonly before: ReadonlyMap<string, ReadableMembers>;
  /** Ids of those that runs of the connection have recorded. */
  readonly recorded: ReadonlySet<string>;
}

/** Answers to what can be read of a row, by what is known of this program and of those before it. */
export class Readable {
  readonly facts: ReadableFacts;
  readonly #recorded: Set<string>;
  readonly #unread = new Map<string, UnreadMembers>();

  constructor(facts: ReadableFacts = { now: new Map(), before: new Map(), recorded: new Set() }) {
    this.facts = facts;
    this.#recorded = new Set(facts.recorded);
  }

  /** The id of the collector's members of now. */
  idOf(collector: string): string | undefined {
    return this.facts.now.get(collector)?.id;
  }

  /** Readability of the rows of each table, where a program that could read `beforeId` has read them before. */
  of(collector: string, beforeId: string | undefined): (table: string) => Readability {
    const now = this.facts.now.get(collector);
    const before = beforeId === now?.id ? undefined : this.facts.before.get(beforeId ?? '');
    if (now === undefined || before === undefined) return () => ({ id: now?.id });
    return (table) => {
      const unread = this.#unreadOf(table, now, before);
      return unread.isEmpty ? { id: now.id } : { id: now.id, before: { id: before.id, unread } };
    };
  }

  /** The row of the collector's members, once, unless it has been recorded. */
  takeRow(collector: string, since: string): (Row & { readonly READABLE: string }) | undefined {
    const now = this.facts.now.get(collector);
    if (now === undefined || this.#recorded.has(now.id)) return undefined;
    this.#recorded.add(now.id);
    return { READABLE: now.id, COLLECTOR: collector, MEMBERS: now.tables, VERSION, SINCE: since };
  }

  #unreadOf(table: string, now: ReadableMembers, before: ReadableMembers): UnreadMembers {
    const key = `${table} ${before.id}`;
    const known = this.#unread.get(key);
    if (known) return known;
    const unread = new UnreadMembers(now.tables[table] ?? [], before.tables[table] ?? []);
    this.#unread.set(key, unread);
    return unread;
  }
}
