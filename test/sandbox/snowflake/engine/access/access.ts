import type { DuckDBConnection } from '@duckdb/node-api';
import type { Account } from '../account.ts';
import type { CommonFacts } from '../catalog/common-facts.ts';
import { type Row, rowsOf, textOf } from '../duck/rows.ts';
import type { Place } from '../session/session-context.ts';
import { quoteString } from '../syntax/tokens.ts';
import { storedKind } from './privileges.ts';

/** What a session's role may do. Looked up once per object, until the object, the roles or the session's role change. */
export class Access {
  readonly #account: Account;
  readonly #duck: DuckDBConnection;
  readonly #place: Place;
  readonly #recall: CommonFacts['privileges']['find'];
  #role: string | undefined;
  #version = 0;
  #roles: ReadonlySet<string> | undefined;
  /** By full name and kind. */
  readonly #held = new Map<string, Map<string, ReadonlySet<string>>>();

  /** `recall` may know who holds what on an object without looking it up. */
  constructor(
    account: Account,
    duck: DuckDBConnection,
    place: Place,
    recall: CommonFacts['privileges']['find'] = async () => undefined,
  ) {
    this.#account = account;
    this.#duck = duck;
    this.#place = place;
    this.#recall = recall;
  }

  /** The session's role and all it inherits. */
  async roles(): Promise<ReadonlySet<string>> {
    this.#forgetOld();
    this.#roles ??= await inheritedRoles(this.#duck, [this.#place.role]);
    return this.#roles;
  }

  /** Privileges on an object by its full name, OWNERSHIP among them; undefined when there is none of that name. */
  async on(kind: string, name: string): Promise<ReadonlySet<string> | undefined> {
    const roles = await this.roles();
    const asOf = this.#version;
    const known = this.#held.get(name)?.get(kind);
    if (known) return known;
    const held = await this.#heldBy(kind, name, roles);
    // What is not there may be made at any time, by the very statement that asks.
    if (held && this.#account.catalogue.version === asOf) {
      this.#held.set(name, new Map([...(this.#held.get(name) ?? []), [kind, held]]));
    }
    return held;
  }

  /** Whether a privilege of the whole account is held. */
  async global(privilege: string): Promise<boolean> {
    return (await this.on('ACCOUNT', ACCOUNT_NAME))?.has(privilege) === true;
  }

  /** SQL that tests whether the object of a row of `alias` is seen: any privilege will do, MANAGE GRANTS sees all. */
  async visible(kindSql: string, nameSql: string, alias: string): Promise<string> {
    if (await this.global('MANAGE GRANTS')) return 'true';
    const roles = [...(await this.roles())].map(quoteString).join(', ');
    return `(${alias}.owner IN (${roles}) OR EXISTS (SELECT 1 FROM sandbox.grants AS g WHERE NOT g.future
      AND g.grantee_kind = 'ROLE' AND g.granted_on = ${kindSql} AND g.name = ${nameSql} AND g.grantee IN (${roles})))`;
  }

  async #heldBy(
    kind: string,
    name: string,
    roles: ReadonlySet<string>,
  ): Promise<ReadonlySet<string> | undefined> {
    const known = (await this.#recall(name))?.value?.filter((row) => row.kind === kind) ?? [];
    return heldOf(known, roles) ?? heldOf(await privilegesOn(this.#duck, kind, name), roles);
  }

  #forgetOld(): void {
    const { catalogue } = this.#account;
    const touched = this.#role === this.#place.role ? catalogue.since(this.#version) : undefined;
    this.#role = this.#place.role;
    this.#version = catalogue.version;
    if (touched === undefined) {
      this.#roles = undefined;
      this.#held.clear();
    }
    for (const name of touched ?? []) this.#held.delete(name);
  }
}

/** What grants on the account are stored under. */
export const ACCOUNT_NAME = 'SANDBOX';

/** Roles with all they inherit; PUBLIC is everybody's. */
export async function inheritedRoles(
  duck: DuckDBConnection,
  from: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await rowsOf(
    duck,
    `SELECT name, grantee FROM sandbox.grants WHERE granted_on = 'ROLE' AND grantee_kind = 'ROLE' AND privilege = 'USAGE'`,
  );
  const found = new Set([...from, 'PUBLIC']);
  for (const role of found) {
    for (const row of rows) if (textOf(row, 'grantee') === role) found.add(textOf(row, 'name'));
  }
  return found;
}

async function privilegesOn(duck: DuckDBConnection, kind: string, name: string): Promise<readonly Row[]> {
  const stored = storedKind(kind);
  const owner =
    kind === 'ACCOUNT'
      ? `SELECT 'OWNERSHIP', ''`
      : `SELECT 'OWNERSHIP', owner FROM sandbox.${stored.table} WHERE ${stored.test} AND ${stored.name} = $2`;
  return rowsOf(
    duck,
    `SELECT privilege, grantee FROM sandbox.grants
     WHERE NOT future AND grantee_kind = 'ROLE' AND granted_on = $1 AND name = $2 UNION ALL ${owner}`,
    [kind, name],
  );
}

/** Privileges of some roles among rows of all; undefined where the rows have no owner, as those of what is not there. */
function heldOf(rows: readonly Row[], roles: ReadonlySet<string>): ReadonlySet<string> | undefined {
  if (!rows.some((row) => textOf(row, 'privilege') === 'OWNERSHIP')) return undefined;
  return new Set(
    rows.filter((row) => roles.has(textOf(row, 'grantee'))).map((row) => textOf(row, 'privilege')),
  );
}
