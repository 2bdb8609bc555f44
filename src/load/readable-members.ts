import { hash } from 'node:crypto';
import type { Collector } from '../aws/catalogue/entry.ts';
import { sampleAnswer } from '../aws/sample.ts';
import { below, isRecord, lastName } from './member-paths.ts';

/** Members that a program can read of a collector's items: what its SDK does not know is dropped from AWS's answers. */
export interface ReadableMembers {
  /** Hash of them: 12 hexadecimal digits. */
  readonly id: string;
  /** By table the paths of members, such as `MetadataOptions.HttpTokens`. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
}

/** Beginning of the path of a member of which only the name is known. */
export const ANYWHERE = '*.';

/**
 * Members that this program can read, by the schemas of the SDK that runs. Of items that code makes only the names are
 * known that answers may have.
 */
export async function readableMembers(collector: Collector): Promise<ReadableMembers> {
  const tables = collector.tables.filter(({ kind }) => kind === 'state');
  const items = tables.length > 0 ? ((await collector.samples?.()) ?? {}) : {};
  const isMade = tables.some(({ name }) => !items[name]);
  const names = isMade ? await namesOfAnswers(collector) : [];
  const members = Object.fromEntries(
    tables.map(({ name, details = [] }) => {
      const paths = new Set(details);
      const item = items[name];
      if (item) addPaths(paths, item, '');
      else for (const each of names) paths.add(ANYWHERE + each);
      return [name, [...paths].sort()] as const;
    }),
  );
  return { id: hash('sha256', JSON.stringify(members), 'hex').slice(0, 12), tables: members };
}

/** Names of all members of all answers to the operations that the collector may ask. */
async function namesOfAnswers({ actions, services }: Collector): Promise<readonly string[]> {
  const paths = new Set<string>();
  for (const action of actions) {
    const request = services
      .map((service) => service.requestFor(action))
      .find((known) => known !== undefined);
    const answer = request && sampleAnswer(await request.service.sdk(), request.operation);
    if (answer) addPaths(paths, answer, '');
  }
  return [...new Set([...paths].map(lastName))];
}

function addPaths(paths: Set<string>, value: unknown, at: string): void {
  if (Array.isArray(value)) {
    for (const element of value) addPaths(paths, element, at);
  } else if (isRecord(value)) {
    for (const [name, member] of Object.entries(value)) {
      const path = below(at, name);
      paths.add(path);
      addPaths(paths, member, path);
    }
  }
}
