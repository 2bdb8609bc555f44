import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Lease } from '../../../src/ledger/lease/lease.ts';
import { LeaseStatements } from '../../../src/ledger/lease/lease-statements.ts';
import { NotRun } from '../../../src/ledger/lease/not-run.ts';
import { SILENT_MS, showLife } from '../../../src/ledger/lease/worker.ts';
import { LEASES } from '../../../src/ledger/ledger-tables.ts';
import { createLog } from '../../../src/log/log.ts';
import { createTable } from '../../../src/snowflake/ddl.ts';
import type { SnowflakeSession } from '../../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../../installation/prepared-sandbox.ts';
import { openServiceSession } from '../../installation/service-session.ts';
import { SCHEMA } from '../../snowflake/recording-session.ts';

const told = new PassThrough();
const log = createLog({ level: 'info', format: 'json' }, { secrets: () => [], stream: told });

let sandbox: PreparedSandbox;
let sessions: readonly SnowflakeSession[];
let spool: string;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
  sessions = await Promise.all([1, 2, 3, 4].map(() => openServiceSession(sandbox)));
  await sessions[0]?.execute(createTable(SCHEMA, LEASES), { about: 'setup' });
  spool = await mkdtemp(join(tmpdir(), 'snowcensus-lease-'));
});

afterAll(async () => {
  for (const session of sessions) await session.close();
  await sandbox.close();
  await rm(spool, { recursive: true, force: true });
});

function take(
  connection: string,
  runId: string,
  options: { worker?: string; seconds?: number; session?: number } = {},
) {
  const session = sessions[options.session ?? 0];
  if (!session) throw new Error('no such session');
  return Lease.take({
    statements: new LeaseStatements({ session, schema: SCHEMA }),
    connection,
    runId,
    worker: options.worker ?? `host-${runId}:1`,
    seconds: options.seconds ?? 60,
    directoryOf,
    log,
  });
}

const directoryOf = (runId: string) => join(spool, runId);

describe('the lease of a connection', () => {
  it('is held by one run at a time, and by the next once it is let go', async () => {
    const first = await take('A_CONNECTION', 'r1');
    await expect(take('A_CONNECTION', 'r2', { worker: 'other:9' })).rejects.toThrow(
      /is being run by host-r1:1 since 20/,
    );
    await expect(take('B_CONNECTION', 'r3')).resolves.toBeInstanceOf(Lease);
    await first.release();
    await expect(take('A_CONNECTION', 'r2', { worker: 'other:9' })).resolves.toBeInstanceOf(Lease);
  });

  it('goes to one of many that ask at the same moment, the first time and later', async () => {
    for (const round of [1, 2, 3]) {
      const asked = await Promise.allSettled(
        sessions.map((_, session) => take('RACE_CONNECTION', `round-${round}-${session}`, { session })),
      );
      const won = asked.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const lost = asked.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(won).toHaveLength(1);
      expect(lost.every((reason) => reason instanceof NotRun && reason.why === 'held')).toBe(true);
      await won[0]?.release();
    }
    const rows = await sessions[0]?.execute(
      "SELECT COUNT(*) AS N FROM SNOWALERT.DATA.CONNECTOR_LEASES WHERE CONNECTION = 'RACE_CONNECTION'",
      { about: 'count' },
    );
    expect(Number(rows?.[0]?.N)).toBe(1);
  });

  it('is free when its time is over, and who had it is told and does not give back what is another’s', async () => {
    const first = await take('C_CONNECTION', 'c1', { seconds: 2 });
    sandbox.snowflake.faults.add({ sql: /^UPDATE .*CONNECTOR_LEASES/, times: 99 }, { runMs: 2500 });
    await sleep(2_100);
    const second = await take('C_CONNECTION', 'c2', { worker: 'other:9', session: 1 });
    sandbox.snowflake.faults.clear();
    await vi.waitFor(() => expect(first.lost.aborted).toBe(true), 5_000);
    expect(String(first.lost.reason)).toContain('taken over');
    await first.release();
    await expect(take('C_CONNECTION', 'c3')).rejects.toThrow('other:9');
    await second.release();
  });

  it('is renewed while its run lasts longer', async () => {
    const long = await take('D_CONNECTION', 'd1', { seconds: 2 });
    await sleep(3_500);
    await expect(take('D_CONNECTION', 'd2')).rejects.toThrow('host-d1:1');
    expect(long.lost.aborted).toBe(false);
    await long.release();
  });

  it('whose renewal fails by a bug of ours says so, and not only that Snowflake did not answer', async () => {
    const session = sessions[0];
    if (!session) throw new Error('no session');
    const renew = () => Promise.reject(new TypeError('cannot read what is undefined'));
    const broken = Object.assign(new LeaseStatements({ session, schema: SCHEMA }), { renew });
    const request = { connection: 'K_CONNECTION', worker: 'host:1', seconds: 1, directoryOf, log };
    const lease = await Lease.take({ ...request, statements: broken, runId: 'k1' });
    await vi.waitFor(() => expect(lease.lost.aborted).toBe(true), 5_000);
    await lease.release();
    expect(String(told.read() ?? '')).toMatch(
      /"level":"error","message":"this is a bug of snowcensus; the lease could not be renewed/,
    );
  });

  it('of a dead process of this machine is free at once, of a living one or of a namesake’s it is not', async () => {
    const self = `${hostname()}:${process.pid}`;
    const dead = `${hostname()}:4194305`;
    await take('E_CONNECTION', 'e1', { worker: dead });
    await rm(join(spool, 'e1'), { recursive: true });
    await expect(take('E_CONNECTION', 'e2', { worker: self })).rejects.toThrow(dead);
    await mkdir(join(spool, 'e1'));
    const taken = await take('E_CONNECTION', 'e3', { worker: self });
    await expect(take('E_CONNECTION', 'e4', { worker: `${hostname()}:1` })).rejects.toThrow(self);
    await taken.release();
  });

  it('of a process of the same host name and number is not taken from it while it shows that it lives', async () => {
    const one = `${hostname()}:${process.pid}:0a`;
    const other = `${hostname()}:${process.pid}:0b`;
    const held = await take('I_CONNECTION', 'i1', { worker: one });
    await expect(take('I_CONNECTION', 'i2', { worker: other })).rejects.toThrow(one);
    const silent = new Date(Date.now() - SILENT_MS - 1_000);
    await utimes(join(directoryOf('i1'), 'worker'), silent, silent);
    await showLife(directoryOf('i1'));
    await expect(take('I_CONNECTION', 'i2', { worker: other })).rejects.toThrow(one);
    await utimes(join(directoryOf('i1'), 'worker'), silent, silent);
    await (await take('I_CONNECTION', 'i3', { worker: other })).release();
    await held.release();
  });

  it('is not given to a run whose id is below that of the run before', async () => {
    const id = (minute: number) => `20260301t120${minute}00000z-0123abcd`;
    await (await take('J_CONNECTION', id(2))).release();
    await expect(take('J_CONNECTION', id(1))).rejects.toThrow(NotRun);
    await (await take('J_CONNECTION', id(3))).release();
  });

  it('that was taken without an answer can be told by its directory, and taken over', async () => {
    const self = `${hostname()}:${process.pid}`;
    const session = sessions[0];
    if (!session) throw new Error('no session');
    const statements = new LeaseStatements({ session, schema: SCHEMA });
    const unanswered = {
      take: async (...asked: Parameters<typeof statements.take>) => {
        await statements.take(...asked);
        throw new Error('the connection was reset');
      },
    };
    const request = { connection: 'F_CONNECTION', worker: self, seconds: 60, directoryOf, log };
    const half = Object.assign(Object.create(statements) as LeaseStatements, unanswered);
    await expect(Lease.take({ ...request, statements: half, runId: 'f1' })).rejects.toThrow('was reset');
    expect(existsSync(directoryOf('f1'))).toBe(true);
    await (await Lease.take({ ...request, statements, runId: 'f2' })).release();
    expect(existsSync(directoryOf('f1'))).toBe(false);
  });

  it('of processes that are known to be gone can be let go together', async () => {
    const session = sessions[0];
    if (!session) throw new Error('no session');
    await take('G_CONNECTION', 'g1', { worker: 'elsewhere:1' });
    await take('H_CONNECTION', 'h1', { worker: 'elsewhere:2' });
    await new LeaseStatements({ session, schema: SCHEMA }).releaseOf(['g1']);
    await expect(take('G_CONNECTION', 'g2')).resolves.toBeInstanceOf(Lease);
    await expect(take('H_CONNECTION', 'h2')).rejects.toThrow('elsewhere:2');
  });
});
