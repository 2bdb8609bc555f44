import { randomInt } from 'node:crypto';
import type { DuckDBConnection, DuckDBResultReader } from '@duckdb/node-api';
import {
  type RowsResult,
  type SessionRequest,
  StatementError,
  type StatementRequest,
} from '../../contract.ts';
import { Access } from '../access/access.ts';
import { mayTakeRole } from '../access/users.ts';
import type { Account } from '../account.ts';
import { readQuery, readTable } from '../catalog/catalog.ts';
import { readShapes } from '../catalog/table-shapes.ts';
import { rowsOf, textOf } from '../duck/rows.ts';
import { duckNameOf, resolveName, shown, storedName } from '../names.ts';
import { openBinder } from '../query/compile.ts';
import { resultShape } from '../query/result-scan.ts';
import { readStage, stageOf } from '../stage/stages.ts';
import { parseStatement } from '../syntax/syntax.ts';
import { quoteString } from '../syntax/tokens.ts';
import { KnownObjects } from './known-objects.ts';
import { checkedParameter, PARAMETERS } from './parameters.ts';
import { Profiler } from './profile.ts';
import type { KeptQuery, Place, RunOptions, SessionContext } from './session-context.ts';
import { statementFacts, viewFacts } from './session-functions.ts';
import { Transaction } from './transaction.ts';

/** Opens the context of a new session on its own connection. */
export async function openContext(
  account: Account,
  duck: DuckDBConnection,
  request: SessionRequest,
): Promise<SessionContext> {
  const sessionId = String(randomInt(2 ** 47));
  const transaction = new Transaction(duck, account.locks, account.clock);
  const place = await startingPlace(account, duck, request);
  const results = new Map<string, RowsResult>();
  const tables = new KnownObjects(
    account.catalogue,
    (name) => readTable(duck, name),
    // A table of this session alone may stand where all others see another, or none.
    async (name) => (context.atEnd.size > 0 ? undefined : account.common.tables.find(shown(name))),
  );
  const stages = new KnownObjects(account.catalogue, (name) => readStage(duck, name));
  let isChanging = false;
  // A change sees what it has written itself, an open transaction the catalogue of its beginning: that holds for nobody else.
  const seesWhatAllSee = () => transaction.id === undefined && !isChanging;
  const access = new Access(account, duck, place, async (name) =>
    isChanging ? undefined : account.common.privileges.find(name),
  );
  const context: SessionContext = {
    duck,
    store: account.store,
    sessionId,
    place,
    access,
    parameters: new Map(),
    transaction,
    profiler: account.profiles === undefined ? undefined : await Profiler.open(duck, account.profiles),
    results,
    atEnd: new Set(),
    lastQueryId: undefined,
    publishedRoles: undefined,
    resolve: (parts) => resolveName(parts, place),
    duckName: duckNameOf,
    stage: (location, privilege) => stageOf(context, location, privilege),
    atomically: (work) => transaction.atomically(work),
    now: account.clock,
    async translate(sql, named) {
      const parsed = parseStatement(sql);
      const binder = openBinder(parsed, {
        binds: {},
        facts: context.facts('statement'),
        table: await context.shapes(parsed, 'statement'),
        result: (queryId) => resultShape(context, queryId),
      });
      return binder.query(parsed.node, undefined, named);
    },
    run: (sql, statement, options) => run(context, sql, statement, options ?? {}),
    async change(work, touched) {
      await transaction.commit();
      return account.changes.run(async () => {
        isChanging = true;
        try {
          return await transaction.atomically(work);
        } finally {
          isChanging = false;
          account.catalogue.note(touched);
        }
      });
    },
    async findQuery(name) {
      // As above, what stands there for this session alone comes first.
      const isCommon = seesWhatAllSee() && context.atEnd.size === 0;
      const recalled = isCommon ? await account.common.queries.find(shown(name)) : undefined;
      const kept = recalled === undefined ? await readQuery(duck, name) : recalled.value;
      return typeof kept === 'string' ? (JSON.parse(kept) as KeptQuery) : kept;
    },
    find: (name) => (seesWhatAllSee() ? tables.find(name) : readTable(duck, name)),
    findStage: (name) => (seesWhatAllSee() ? stages.find(name) : readStage(duck, name)),
    facts(purpose) {
      if (purpose === 'view') return viewFacts();
      const { lastQueryId } = context;
      return statementFacts(place, {
        sessionId,
        transactionId: transaction.id,
        lastQueryId,
        now: account.clock(),
      });
    },
    shapes: (parsed, purpose) => readShapes(context, parsed, purpose),
    shapeOfResult: (queryId) => resultShape(context, queryId),
    async nextId() {
      const [row] = await rowsOf(duck, `SELECT nextval('sandbox.ids') AS id`);
      return row === undefined ? '' : textOf(row, 'id');
    },
  };
  await startParameters(context, request.parameters ?? {});
  return context;
}

/** A login with a database, schema or warehouse it does not see connects without it; its role must be the user's. */
async function startingPlace(
  account: Account,
  duck: DuckDBConnection,
  request: SessionRequest,
): Promise<Place> {
  const name = (text: string | undefined) => (text === undefined || text === '' ? null : storedName(text));
  const [wantedRole, database, schema, warehouse] = [
    request.role,
    request.database,
    request.schema,
    request.warehouse,
  ].map(name);
  const user = storedName(request.user);
  const role = wantedRole ?? (await defaultRole(duck, user));
  if (!(await exists(duck, 'roles', role)) || !(await mayTakeRole(duck, user, role))) {
    throw new StatementError(
      '390189',
      '08001',
      `Role '${role}' specified in the connect string does not exist or not authorized. Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.`,
    );
  }
  const place: Place = { user, role, database: null, schema: null, warehouse: null };
  const access = new Access(account, duck, place);
  const seen = async (kind: string, path: string) => ((await access.on(kind, path))?.size ?? 0) > 0;
  if (database != null && (await seen('DATABASE', database))) place.database = database;
  const within = schema ?? 'PUBLIC';
  if (place.database !== null && (await seen('SCHEMA', `${place.database}.${within}`))) place.schema = within;
  if (warehouse != null && (await seen('WAREHOUSE', warehouse))) place.warehouse = warehouse;
  return place;
}

/** A user nobody created logs in as ACCOUNTADMIN; a created one with its DEFAULT_ROLE, or as PUBLIC. */
async function defaultRole(duck: DuckDBConnection, user: string): Promise<string> {
  const rows = await rowsOf(
    duck,
    `SELECT coalesce(json_extract_string(properties, '$.DEFAULT_ROLE'), 'PUBLIC') AS role FROM sandbox.users WHERE name = $1`,
    [user],
  );
  return rows[0] === undefined ? 'ACCOUNTADMIN' : storedName(textOf(rows[0], 'role'));
}

/** Whether an account-level object of this kind exists. */
export async function exists(duck: DuckDBConnection, table: string, name: string): Promise<boolean> {
  return (await rowsOf(duck, `SELECT 1 AS one FROM sandbox.${table} WHERE name = $1`, [name])).length > 0;
}

/** Parameters of the login. Drivers send names of their own there, which Snowflake passes over. */
async function startParameters(
  context: SessionContext,
  parameters: Readonly<Record<string, unknown>>,
): Promise<void> {
  for (const [name, value] of Object.entries(parameters)) {
    const known = name.toUpperCase();
    if (known in PARAMETERS) context.parameters.set(known, checkedParameter(known, value));
  }
  await applyTimezone(context);
  await publishPlace(context);
}

export async function applyTimezone(context: SessionContext): Promise<void> {
  const zone = context.parameters.get('TIMEZONE') ?? PARAMETERS.TIMEZONE?.value ?? 'UTC';
  await context.duck.run(`SET SESSION TimeZone = ${quoteString(zone)}`);
}

/** Lets views answer CURRENT_ROLE() and the like. */
export async function publishPlace(context: SessionContext): Promise<void> {
  const values = { ...context.place, session: context.sessionId };
  for (const [name, value] of Object.entries(values)) {
    const text = value === null ? 'NULL' : quoteString(value);
    await context.duck.run(`SET VARIABLE CURRENT_${name.toUpperCase()} = ${text}`);
  }
}

/** Lets IS_ROLE_IN_SESSION() answer, in policies too. */
async function publishRoles(context: SessionContext): Promise<void> {
  const roles = await context.access.roles();
  if (context.publishedRoles === roles) return;
  context.publishedRoles = roles;
  await context.duck.run(`SET VARIABLE CURRENT_ROLES = [${[...roles].map(quoteString).join(', ')}]`);
}

async function run(
  context: SessionContext,
  sql: string,
  request: StatementRequest,
  options: RunOptions,
): Promise<DuckDBResultReader> {
  const { values = [[]], locks = [], writes = false, guard } = options;
  const interrupt = () => context.duck.interrupt();
  request.signal?.addEventListener('abort', interrupt, { once: true });
  try {
    await publishRoles(context);
    if (request.signal?.aborted === true)
      throw new StatementError('000604', '57014', 'SQL execution canceled');
    const result = await context.transaction.execute({ sql, values, locks, writes, guard }, request.signal);
    context.profiler?.note();
    return result;
  } finally {
    request.signal?.removeEventListener('abort', interrupt);
  }
}

/** Seconds a statement may run before it is refused with 000630. */
export function statementTimeout(context: SessionContext): number {
  return Number(
    context.parameters.get('STATEMENT_TIMEOUT_IN_SECONDS') ?? PARAMETERS.STATEMENT_TIMEOUT_IN_SECONDS?.value,
  );
}
