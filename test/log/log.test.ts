import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { configError } from '../../src/errors.ts';
import { createLog, type Fields, type Log } from '../../src/log/log.ts';
import type { LogSettings } from '../../src/settings/settings.ts';

interface Told {
  readonly log: Log;
  readonly lines: () => readonly string[];
  readonly events: () => readonly Record<string, unknown>[];
}

function listen(settings: Partial<LogSettings> = {}, secrets: readonly string[] = [], isTTY = false): Told {
  const stream = Object.assign(new PassThrough(), { isTTY });
  const log = createLog({ level: 'debug', format: 'json', ...settings }, { secrets: () => secrets, stream });
  let text = '';
  const lines = (): readonly string[] => {
    text += String(stream.read() ?? '');
    return text.split('\n').slice(0, -1);
  };
  const events = () => lines().map((line): Record<string, unknown> => JSON.parse(line));
  return { log, lines, events };
}

describe('events', () => {
  test('are one JSON line each, with time, level, message and fields', () => {
    const { log, events } = listen();
    log.info('run started', { accounts: 12 });
    log.warn('slow\nvery', { at: new Date(0), size: 5n });
    expect(events()).toEqual([
      { time: expect.stringMatching(/^\d{4}-.*Z$/), level: 'info', message: 'run started', accounts: 12 },
      {
        time: expect.any(String),
        level: 'warn',
        message: 'slow\nvery',
        at: '1970-01-01T00:00:00.000Z',
        size: '5',
      },
    ]);
  });

  test('of a child bear its fields and those of its parents', () => {
    const { log, events } = listen();
    const child = log.child({ runId: 'r1' }).child({ connection: 'C' });
    child.info('a', { unit: 1 });
    log.info('b');
    expect(events()[0]).toMatchObject({ runId: 'r1', connection: 'C', unit: 1 });
    expect(Object.keys(events()[1] ?? {})).toEqual(['time', 'level', 'message']);
  });

  test('told while a piece of work is done bear what it is about, whoever tells them', async () => {
    const { log, events } = listen();
    const driver = log.child({ source: 'driver' });
    const work = async (runId: string): Promise<string> => {
      await sleep(5);
      driver.info('deep inside');
      return runId;
    };
    const ended = await Promise.all(
      ['r1', 'r2'].map((runId) =>
        log.within({ runId }, () => log.within({ connection: `C-${runId}` }, () => work(runId))),
      ),
    );
    driver.info('outside');
    expect(ended).toEqual(['r1', 'r2']);
    expect(events().map(({ time, level, message, ...fields }) => fields)).toEqual([
      { runId: 'r1', connection: 'C-r1', source: 'driver' },
      { runId: 'r2', connection: 'C-r2', source: 'driver' },
      { source: 'driver' },
    ]);
  });

  test('below the level are not told', () => {
    const { log, events } = listen({ level: 'warn' });
    for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level](level);
    expect(events().map(({ message }) => message)).toEqual(['warn', 'error']);
  });

  test('keep their fields when the message holds a percent sign', () => {
    const { log, events } = listen();
    log.info('100%d done', { accounts: 1 });
    expect(events()[0]).toMatchObject({ message: '100%d done', accounts: 1 });
  });

  test('tell an error with place, hint, code and causes', () => {
    const { log, events } = listen();
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    log.error('failed', { error: configError('no access', { cause, where: 'w', hint: 'h' }) });
    expect(events()[0]?.error).toMatchObject({
      kind: 'config',
      message: 'no access',
      where: 'w',
      hint: 'h',
      stack: expect.stringContaining('log.test.ts'),
      cause: { message: 'refused', code: 'ECONNREFUSED' },
    });
  });

  test('survive what JSON cannot hold', () => {
    const { log, events } = listen();
    const round: Record<string, unknown> = {
      bytes: new Uint8Array(3),
      none: () => 1,
      map: new Map([['k', 1n]]),
    };
    round.self = round;
    log.info('odd', { round, bad: new Date(Number.NaN), lone: '\ud800' });
    expect(events()[0]).toMatchObject({
      round: { bytes: '[3 bytes]', map: [['k', '1']], self: '[circular]' },
      bad: 'invalid date',
    });
  });
});

describe('pretty events', () => {
  test('are for a terminal when the format is auto, JSON elsewhere', () => {
    const terminal = listen({ format: 'auto' }, [], true);
    const file = listen({ format: 'auto' }, [], false);
    terminal.log.info('hello', { accounts: 12, list: [1] });
    file.log.info('hello');
    const [line = ''] = terminal.lines();
    expect(stripVTControlCharacters(line)).toMatch(
      /^\r\d\d:\d\d:\d\d\.\d{3} info {2}hello accounts=12 list=\[1\]$/,
    );
    expect(file.events()[0]).toMatchObject({ message: 'hello' });
  });

  test('tell an error below the line', () => {
    const { log, lines } = listen({ format: 'pretty' });
    log.error('failed', { error: configError('no access', { hint: 'grant it' }) });
    expect(lines().slice(1)).toEqual(['  no access', '    fix: grant it']);
  });
});

describe('redaction', () => {
  const PEM = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANB\n-----END PRIVATE KEY-----';
  const SECRET = 'p@ss/"w0rd"';

  test.each<[string, string, Fields]>([
    ['the message', `login with ${SECRET} failed`, {}],
    ['a field', 'm', { detail: `was ${SECRET}` }],
    ['a field deep inside', 'm', { a: [{ b: new Set([SECRET]) }] }],
    ['the name of a field', 'm', { headers: { [SECRET]: 1 } }],
    ['an error and its causes', 'm', { error: new Error('a', { cause: new Error(`b ${SECRET}`) }) }],
    ['an error beside others', 'm', { error: new AggregateError([new Error(SECRET)], SECRET) }],
    ['JSON text', 'm', { body: JSON.stringify({ password: SECRET }) }],
    ['a URL', 'm', { url: `https://x/?p=${encodeURIComponent(SECRET)}` }],
  ])('removes a registered secret from %s', (_, message, fields) => {
    for (const format of ['json', 'pretty'] as const) {
      const { log, lines } = listen({ format }, [SECRET]);
      log.error(message, fields);
      const text = lines().join('\n');
      expect(text).toContain('[redacted]');
      expect(text).not.toMatch(/p@ss|w0rd|p%40ss/);
    }
  });

  test('follows secrets that come after the log was made', () => {
    const secrets: string[] = [];
    const { log, events } = listen({}, secrets);
    secrets.push('fresh-token');
    log.info('got fresh-token');
    expect(events()[0]).toMatchObject({ message: 'got [redacted]' });
  });

  test('removes the longer of two secrets whole, and leaves too short ones alone', () => {
    const { log, events } = listen({}, ['abcd', 'abcd-efgh', 'a', '']);
    log.info('abcd-efgh abcd a');
    expect(events()[0]).toMatchObject({ message: '[redacted] [redacted] a' });
  });

  test('removes what is a secret by the name of its field, whatever its shape', () => {
    const { log, events } = listen();
    log.info('m', {
      external_id: 'x1',
      externalId: 'x2',
      credentials: { a: 'x3' },
      sessionToken: 'x4',
      tokens: 5,
    });
    expect(events()[0]).toMatchObject({
      external_id: '[redacted]',
      externalId: '[redacted]',
      credentials: '[redacted]',
      sessionToken: '[redacted]',
      tokens: 5,
    });
  });

  test.each([
    ['private key', PEM],
    ['private key cut short', PEM.slice(0, 40)],
    [
      'web token',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
    ],
    ['session token of AWS', `IQoJb3JpZ2luX2VjEFEaCXVzLWVhc3QtMSJHMEUCIQ${'Dx+/'.repeat(60)}==`],
    ['session token of Snowflake in JSON', '{"token":"ver:1-hint:92019-ETMsDgAAAZs","validity":3600}'],
    ['session header', 'Authorization: Snowflake Token="ver:3-hint:92019-ETMsDgAAAZs"'],
    ['signed URL', 'https://bucket.s3.amazonaws.com/k?X-Amz-Signature=0123456789abcdef'],
    ['SAS URL', 'https://a.blob.core.windows.net/c?sig=abc%2Bdef%3D'],
  ])('removes an unregistered %s', (_, secret) => {
    const { log, lines } = listen();
    log.info(`see ${secret}`);
    const [line = ''] = lines();
    expect(line).toContain('[redacted]');
    expect(line).not.toMatch(/MIIEv|eyJzdWIi|92019|0123456789abcdef|def%3D|Dx\+/);
  });
});
