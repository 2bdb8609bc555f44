import { type RowsResult, StatementError, type StatementRequest } from '../../../contract.ts';
import { PRIVILEGES } from '../../access/privileges.ts';
import { rowsOf } from '../../duck/rows.ts';
import { notFound, sqlError } from '../../errors.ts';
import { status } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { exists } from '../../session/session-state.ts';
import { TokenReader } from '../../syntax/token-reader.ts';
import { type GrantTarget, readTarget } from './grant-target.ts';
import { requireGrantor } from './grantor.ts';
import { transferOwnership } from './ownership.ts';

/** Privileges on something, or a role, for a role or user. */
interface Grant {
  readonly privileges: readonly string[];
  readonly target: GrantTarget;
}

export interface Grantee {
  readonly kind: 'ROLE' | 'USER';
  readonly name: string;
}

const DONE = 'Statement executed successfully.';

/** GRANT privileges ON … TO ROLE r [WITH GRANT OPTION], GRANT ROLE r TO ROLE | USER x, GRANT OWNERSHIP ON …. */
export async function grant(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('GRANT');
  const given = await readGrant(context, reader);
  reader.expect('TO');
  const grantee = await readGrantee(context, reader);
  const option = reader.accept('WITH', 'GRANT', 'OPTION');
  const current = reader.accept('COPY', 'CURRENT', 'GRANTS')
    ? 'copy'
    : reader.accept('REVOKE', 'CURRENT', 'GRANTS')
      ? 'revoke'
      : undefined;
  reader.finish();
  return context.change(async () => {
    await requireGrantor(context, given.target, given.privileges);
    if (given.privileges.includes('OWNERSHIP')) {
      await transferOwnership(context, given.target, grantee.name, current);
      return status(DONE);
    }
    for (const name of given.target.names) {
      for (const privilege of given.privileges)
        await add(context, given.target, name, privilege, grantee, option);
    }
    return status(DONE);
  }, touchedBy(given));
}

/** REVOKE [GRANT OPTION FOR] privileges ON … FROM ROLE r. */
export async function revoke(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('REVOKE');
  const optionOnly = reader.accept('GRANT', 'OPTION', 'FOR');
  const { privileges, target } = await readGrant(context, reader);
  reader.expect('FROM');
  const grantee = await readGrantee(context, reader);
  if (!reader.accept('CASCADE')) reader.accept('RESTRICT');
  reader.finish();
  const change = optionOnly ? 'UPDATE sandbox.grants SET grant_option = false' : 'DELETE FROM sandbox.grants';
  return context.change(async () => {
    await requireGrantor(context, target, privileges);
    for (const name of target.names) {
      for (const privilege of privileges) {
        await context.duck.run(`${change} WHERE ${SAME}`, key(target, name, privilege, grantee));
      }
    }
    return status(DONE);
  });
}

/** What a grant touches, where it is neither a role nor who owns something. */
function touchedBy({ target, privileges }: Grant): readonly string[] | undefined {
  return target.kind === 'ROLE' || privileges.includes('OWNERSHIP') ? undefined : target.names;
}

const SAME =
  'privilege = $1 AND granted_on = $2 AND name = $3 AND grantee_kind = $4 AND grantee = $5 AND future = $6';

function key(target: GrantTarget, name: string, privilege: string, grantee: Grantee) {
  return [privilege, target.kind, name, grantee.kind, grantee.name, target.future];
}

/** Granting again what is granted changes nothing. */
async function add(
  context: SessionContext,
  target: GrantTarget,
  name: string,
  privilege: string,
  grantee: Grantee,
  option: boolean,
): Promise<void> {
  const values = key(target, name, privilege, grantee);
  const [same] = await rowsOf(context.duck, `SELECT grant_option FROM sandbox.grants WHERE ${SAME}`, values);
  if (same === undefined) {
    if (privilege === 'WRITE') await requireRead(context, target, name, grantee);
    await context.duck.run(
      'INSERT INTO sandbox.grants VALUES (CAST($7 AS TIMESTAMPTZ), $1, $2, $3, $4, $5, $8, $9, $6)',
      [...values, context.now().toISOString(), option, context.place.role],
    );
  } else if (option && same.grant_option !== true) {
    await context.duck.run(`UPDATE sandbox.grants SET grant_option = true WHERE ${SAME}`, values);
  }
}

/** WRITE on a stage builds on READ. doc: sql/grant-privilege, stages. */
async function requireRead(
  context: SessionContext,
  target: GrantTarget,
  name: string,
  grantee: Grantee,
): Promise<void> {
  const values = key(target, name, 'READ', grantee);
  if ((await rowsOf(context.duck, `SELECT 1 AS one FROM sandbox.grants WHERE ${SAME}`, values)).length > 0)
    return;
  throw new StatementError(
    '003136',
    '42501',
    `SQL access control error:\nDependent grant of privilege 'READ' on securable '${name}' to role '${grantee.name}' does not exist. It must be granted first.`,
  );
}

async function readGrantee(context: SessionContext, reader: TokenReader): Promise<Grantee> {
  const kind = reader.accept('USER') ? 'USER' : 'ROLE';
  if (kind === 'ROLE') reader.accept('ROLE');
  const name = reader.identifier();
  if (!(await exists(context.duck, kind === 'ROLE' ? 'roles' : 'users', name))) {
    throw notFound(kind === 'ROLE' ? 'Role' : 'User', name);
  }
  return { kind, name };
}

async function readGrant(context: SessionContext, reader: TokenReader): Promise<Grant> {
  if (reader.at('ROLE') && reader.peek(1).kind !== 'symbol') {
    reader.expect('ROLE');
    const name = reader.identifier();
    if (!(await exists(context.duck, 'roles', name))) throw notFound('Role', name);
    return { privileges: ['USAGE'], target: { kind: 'ROLE', names: [name], future: false } };
  }
  const named = readPrivileges(reader);
  reader.expect('ON');
  const target = await readTarget(context, reader);
  const known = PRIVILEGES[target.kind] ?? [];
  const wrong = named?.find((privilege) => privilege !== 'OWNERSHIP' && !known.includes(privilege));
  if (wrong !== undefined) throw invalidPrivilege(wrong, target.kind);
  return { privileges: named ?? known, target };
}

/** The privileges named; undefined for ALL. */
function readPrivileges(reader: TokenReader): readonly string[] | undefined {
  if (reader.accept('ALL')) {
    reader.accept('PRIVILEGES');
    return undefined;
  }
  const privileges: string[] = [];
  do {
    const words: string[] = [];
    while (reader.peek().kind === 'word' && !reader.at('ON')) words.push(reader.next().value);
    if (words.length === 0) throw reader.unexpected();
    privileges.push(words.join(' '));
  } while (reader.accept(','));
  return privileges;
}

function invalidPrivilege(privilege: string, kind: string): StatementError {
  return sqlError('003008', '42601', `Invalid object type '${kind}' for privilege '${privilege}'.`);
}
