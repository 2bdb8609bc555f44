import { createHash } from 'node:crypto';

/**
 * Treatment of a member that holds secrets, or personal data: it is `dropped`; of names with values the `names` stay;
 * an address with an @ is `hashed`, so that it can still be told from others.
 */
export type SecretFate = 'dropped' | 'names' | 'hashed';

/** Members of a service's answers that no row may ever have, by name, or by the name of what they are in and theirs. */
export type SecretMembers = Readonly<Record<string, SecretFate>>;

/**
 * Function that takes the secrets of one service out of an item, at any depth, and gives the item. An item is its
 * reader's own, so it is changed in place.
 */
export function secretDropper(secrets: SecretMembers): (item: object) => object {
  const names = secretNames(secrets);
  return (item) => {
    if (names.size > 0) drop(item, { secrets, names }, '');
    return item;
  };
}

/** Names of the members that hold secrets, wherever they stand. */
export function secretNames(secrets: SecretMembers): ReadonlySet<string> {
  return new Set(Object.keys(secrets).map((name) => name.slice(name.lastIndexOf('.') + 1)));
}

interface Dropping {
  readonly secrets: SecretMembers;
  /**
   * Names of members that hold secrets, wherever they stand: few members have one, and only those are looked at
   * closely.
   */
  readonly names: ReadonlySet<string>;
}

function drop(value: object, dropping: Dropping, within: string): void {
  if (Array.isArray(value)) {
    // The elements of a list are in what the list is in.
    for (const element of value)
      if (element !== null && typeof element === 'object') drop(element, dropping, within);
    return;
  }
  const { secrets, names } = dropping;
  const members = value as Record<string, unknown>;
  // Faster than over Object.keys, by far; answers inherit nothing.
  for (const name in members) {
    const member = members[name];
    const fate = names.has(name) ? (secrets[`${within}.${name}`] ?? secrets[name]) : undefined;
    if (fate === 'dropped') delete members[name];
    else if (fate === 'names') members[name] = namesIn(member);
    else if (fate === 'hashed') members[name] = hashed(member);
    else if (member !== null && typeof member === 'object') drop(member, dropping, name);
  }
}

/** The names of a map, or of a list of names with values. */
function namesIn(value: unknown): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  const names = Array.isArray(value) ? value.map(nameOf) : Object.keys(value);
  return names.filter((name) => name !== undefined).sort();
}

function nameOf(pair: unknown): string | undefined {
  const { name, Name, key, Key } = (pair ?? {}) as Readonly<Record<string, unknown>>;
  const found = name ?? Name ?? key ?? Key;
  return typeof found === 'string' ? found : undefined;
}

function hashed(value: unknown): unknown {
  return typeof value === 'string' && value.includes('@')
    ? `sha256:${createHash('sha256').update(value).digest('hex')}`
    : value;
}
