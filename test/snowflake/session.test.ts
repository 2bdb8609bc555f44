import { describe, expect, test } from 'vitest';
import { driverError, recordingSession } from './recording-session.ts';

describe('a statement', () => {
  test('carries its binds and its tag, in a session of UTC', async () => {
    const { session, sent, login, preparations } = await recordingSession(() => [{ N: 1 }]);
    expect(await session.execute('SELECT ?', { binds: ['a'], about: 'T' })).toEqual([{ N: 1 }]);
    const [statement] = sent;
    expect(statement).toMatchObject({ sqlText: 'SELECT ?', binds: ['a'] });
    expect(preparations).toEqual([expect.stringMatching(/^ALTER SESSION SET .*\bTIMEZONE = 'UTC'/)]);
    expect(JSON.parse(String(statement?.parameters.QUERY_TAG))).toEqual({ app: 'test', about: 'T' });
    expect(login).toMatchObject({ application: 'snowcensus', queryTag: '{"app":"test"}' });
  });

  test('that Snowflake refuses is an error with the place it was about', async () => {
    const { session } = await recordingSession(() => driverError('no such thing', '002003', '42S02'));
    await expect(session.execute('SELECT 1', { about: 'T' })).rejects.toMatchObject({
      kind: 'config',
      where: 'T',
      message: 'no such thing',
    });
  });

  test('is cancelled after its deadline', async () => {
    const { session, cancelled } = await recordingSession(() => 'never', 1);
    await expect(session.execute('SELECT SLOW', { about: 'T' })).rejects.toMatchObject({
      kind: 'transient',
      message: 'no answer within 1 seconds; cancelled',
    });
    expect(cancelled).toEqual(['SELECT SLOW']);
  });

  test('is cancelled when the run is told to stop', async () => {
    const stop = new AbortController();
    const { session, cancelled } = await recordingSession(() => 'never');
    const answer = session.execute('SELECT SLOW', { about: 'T', signal: stop.signal });
    const reason = new Error('received SIGTERM');
    stop.abort(reason);
    await expect(answer).rejects.toMatchObject({ message: 'aborted', cause: reason });
    expect(cancelled).toEqual(['SELECT SLOW']);
  });

  test('is not sent at all after that', async () => {
    const { session, sent } = await recordingSession();
    const told = new Error('stop');
    await expect(session.execute('SELECT 1', { about: 'T', signal: AbortSignal.abort(told) })).rejects.toBe(
      told,
    );
    expect(sent).toEqual([]);
  });
});

describe('a statement that is safe to repeat', () => {
  const lost = driverError('network error', 401001);

  test('is sent again where no answer came', async () => {
    const { session, sent } = await recordingSession((_, number) => (number < 2 ? lost : [{ N: 1 }]));
    expect(await session.repeat('SELECT 1', { about: 'T' })).toEqual([{ N: 1 }]);
    expect(sent).toHaveLength(2);
  });

  test('is not sent again once its session is told to stop', async () => {
    const stop = new AbortController();
    const { session, sent } = await recordingSession(() => {
      stop.abort(new Error('received SIGTERM'));
      return lost;
    });
    await expect(session.within(stop.signal).repeat('SELECT 1', { about: 'T' })).rejects.toThrow();
    expect(sent).toHaveLength(1);
  });

  test('is not begun again once the time of a statement is over', async () => {
    const { session, sent } = await recordingSession(() => lost, 0.1);
    await expect(session.repeat('SELECT 1', { about: 'T' })).rejects.toMatchObject({ cause: lost });
    expect(sent).toHaveLength(1);
  });

  test('is not sent again where its own deadline has ended it', async () => {
    const { session, sent } = await recordingSession(() => 'never', 1);
    await expect(session.repeat('COPY SLOW', { about: 'T' })).rejects.toThrow('no answer within 1 seconds');
    expect(sent).toHaveLength(1);
  });
});

describe('a transaction', () => {
  test('is one request, which nothing of the login comes between', async () => {
    const answers = Promise.withResolvers<readonly object[]>();
    const { session, sent } = await recordingSession((sqlText) =>
      sqlText.startsWith('BEGIN') ? answers.promise : [],
    );
    const transaction = session.transaction(['UPDATE T', 'MERGE U'], { about: 'T' });
    const other = session.tagged({ runId: 'r' }).execute('SELECT 1', { about: 'T' });
    await expect.poll(() => sent.length).toBe(1);
    expect(sent[0]).toMatchObject({
      sqlText: 'BEGIN;\nUPDATE T;\nMERGE U;\nCOMMIT',
      parameters: { MULTI_STATEMENT_COUNT: 4 },
    });
    answers.resolve([]);
    await Promise.all([transaction, other]);
    expect(sent.map(({ sqlText }) => sqlText)).toEqual([expect.any(String), 'SELECT 1']);
  });

  test('that fails takes its login with it, so that no later statement is part of what it left open', async () => {
    const { session, preparations } = await recordingSession((sqlText) =>
      sqlText.startsWith('BEGIN') ? driverError('locked', '000625', '57014') : [],
    );
    await expect(session.transaction(['UPDATE T'], { about: 'T' })).rejects.toMatchObject({
      message: 'locked',
      where: 'T',
    });
    await session.execute('SELECT 1', { about: 'T' });
    expect(preparations).toHaveLength(2);
  });
});

test('an observer is told once of each statement that was sent, whatever became of it', async () => {
  const { session, told } = await recordingSession(
    (sqlText) =>
      sqlText.includes('SLOW') ? 'never' : sqlText.includes('BAD') ? driverError('no', '002003') : [],
    1,
  );
  await session.execute('\n  COPY INTO T', { about: 'T' });
  await expect(session.execute('select BAD', { about: 'T' })).rejects.toThrow();
  await expect(session.execute('PUT SLOW', { about: 'P' })).rejects.toThrow();
  expect(told).toMatchObject([
    { verb: 'copy', about: 'T', ok: true },
    { verb: 'select', about: 'T', ok: false },
    { verb: 'put', about: 'P', ok: false },
  ]);
  expect(told[0]?.seconds).toBeLessThan(0.5);
  expect(told[2]?.seconds).toBeGreaterThan(0.9);
});

test('a session that is closed twice is no error', async () => {
  const { session } = await recordingSession();
  await session.close();
  await session.close();
});
