import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { blindUnits } from '../../../src/ledger/blind-units.ts';
import { LEASES, UNITS } from '../../../src/ledger/ledger-tables.ts';
import { blindPlaces, openFindings } from '../../../src/ledger/notifications/facts.ts';
import { NOTIFICATIONS } from '../../../src/ledger/notifications/notification-table.ts';
import { createLog } from '../../../src/log/log.ts';
import { Secrets } from '../../../src/log/secrets.ts';
import { Notifier, type NotifierOptions } from '../../../src/service/notifications/notifier.ts';
import type { ConnectionView } from '../../../src/service/view.ts';
import { loadSettings } from '../../../src/settings/config.ts';
import { createTable } from '../../../src/snowflake/ddl.ts';
import { objectName } from '../../../src/snowflake/identifiers.ts';
import type { ResultRow, SnowflakeSession } from '../../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../../installation/prepared-sandbox.ts';
import { openServiceSession } from '../../installation/service-session.ts';
import { SCHEMA } from '../../snowflake/recording-session.ts';
import { connectionView, NOW } from '../views.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const name = (object: string) => objectName(SCHEMA, object);
const INVENTORY = 'AWS_INVENTORY_CONNECTION';

let sandbox: PreparedSandbox;
let session: SnowflakeSession;
let receiver: Receiver;
let logged: string;
let now: Date;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
  session = await openServiceSession(sandbox);
  for (const table of [UNITS, LEASES, NOTIFICATIONS]) await ask(createTable(SCHEMA, table));
  await ask(
    `CREATE TABLE ${name('FINDINGS')} (FINDING_ID STRING, DETECTION_ID STRING, TITLE STRING, SEVERITY STRING, EFFECTIVE_STATUS STRING, ACCOUNT_ID STRING, ACCOUNT_NAME STRING, REGION STRING, RESOURCE_ID STRING, RESOURCE_ARN STRING, REASON STRING, OBSERVED_AT TIMESTAMP_LTZ)`,
  );
});

afterAll(async () => {
  await session.close();
  await sandbox.close();
});

beforeEach(async () => {
  for (const table of [UNITS.name, LEASES.name, NOTIFICATIONS.name, 'FINDINGS'])
    await ask(`DELETE FROM ${name(table)}`);
  receiver = await startReceiver();
  logged = '';
  now = NOW;
});

afterEach(() => receiver.close());

function ask(sql: string): Promise<readonly ResultRow[]> {
  return session.execute(sql, { about: 'test' });
}

/** A notifier as another process would have it. */
function notifier(
  changes: Partial<NotifierOptions> = {},
  settings: Readonly<Record<string, string>> = {},
): Notifier {
  const stream = new PassThrough();
  stream.on('data', (piece) => {
    logged += String(piece);
  });
  const secrets = new Secrets();
  return new Notifier({
    settings: loadSettings({ env: { SNOWCENSUS_NOTIFY_URL: receiver.url, ...settings } }),
    log: createLog({ level: 'info', format: 'json' }, { secrets: () => secrets.values(), stream }),
    secrets,
    version: '1.2.3',
    sources: [
      blindPlaces(blindUnits.select(name), name),
      openFindings(name('FINDINGS'), ['critical', 'high']),
    ],
    pausesMs: [1, 1],
    timeoutMs: 5_000,
    ...changes,
  });
}

function look(
  by: Notifier,
  changes: { readonly connections?: readonly ConnectionView[]; readonly isNews?: boolean } = {},
): Promise<void> {
  const { connections = [connectionView()], isNews = true } = changes;
  return by.look({ session, schema: SCHEMA }, { connections, isNews, now }, new AbortController().signal);
}

function wait(minutes: number): void {
  now = new Date(now.getTime() + minutes * 60_000);
}

async function unit(account: string, region: string, status: string, reason = 'no'): Promise<void> {
  const of = `CONNECTION = '${INVENTORY}' AND ACCOUNT_ID = '${account}' AND REGION = '${region}'`;
  await ask(`DELETE FROM ${name(UNITS.name)} WHERE ${of}`);
  await ask(
    `INSERT INTO ${name(UNITS.name)} (CONNECTION, COLLECTOR, ACCOUNT_ID, ACCOUNT_NAME, REGION, LATEST_RUN_ID, LATEST_AT, LATEST_STATUS, REASON, BLIND_SINCE) ` +
      `SELECT '${INVENTORY}', 'ec2.vpcs', '${account}', 'team <${account}>', '${region}', 'r1', CURRENT_TIMESTAMP(), '${status}', '${reason}', CURRENT_TIMESTAMP()`,
  );
}

async function finding(id: string, severity: string, status: string): Promise<void> {
  await ask(`DELETE FROM ${name('FINDINGS')} WHERE FINDING_ID = '${id}'`);
  await ask(
    `INSERT INTO ${name('FINDINGS')} SELECT '${id}', 'iam_root_keys', 'No keys', '${severity}', '${status}', '111111111111', 'team', 'global', 'res-${id}', NULL, 'it has one', CURRENT_TIMESTAMP()`,
  );
}

const told = () =>
  receiver.received.map(({ body }) =>
    (JSON.parse(body) as { notifications: readonly Record<string, string>[] }).notifications.map((each) =>
      [each.kind, each.accountId ?? each.connection, each.region, each.resource].filter(Boolean).join(' '),
    ),
  );

const rows = async () =>
  (
    await ask(`SELECT KIND, SUBJECT, STATE, TOLD FROM ${name(NOTIFICATIONS.name)} ORDER BY KIND, SUBJECT`)
  ).map((row) => Object.values(row).join(' '));

describe('a webhook is told', () => {
  test('what goes blind and what is seen again, each once, whoever asks again', async () => {
    await unit('111111111111', 'eu-west-1', 'denied');
    await unit('111111111111', 'us-east-1', 'ok');
    await unit('222222222222', '*', 'failed');
    const one = notifier();
    await look(one);
    await look(one);
    await look(notifier());
    expect(told()).toEqual([['blind 111111111111 eu-west-1', 'blind 222222222222 *']]);
    await unit('111111111111', 'eu-west-1', 'ok');
    await ask(`DELETE FROM ${name(UNITS.name)} WHERE ACCOUNT_ID = '222222222222'`);
    await look(notifier());
    await look(one);
    expect(told().slice(1)).toEqual([
      ['seen_again 111111111111 eu-west-1', 'not_read_any_more 222222222222 *'],
    ]);
    // Nothing is kept of what is over.
    expect(await rows()).toEqual([]);
  });

  test('of an account whose role works again, by any of its regions', async () => {
    await unit('222222222222', '*', 'denied');
    const one = notifier();
    await look(one);
    await ask(`DELETE FROM ${name(UNITS.name)}`);
    await unit('222222222222', 'eu-west-1', 'ok');
    await look(one);
    expect(told()).toEqual([['blind 222222222222 *'], ['seen_again 222222222222 *']]);
  });

  test('nothing of what came and went before it could be told', async () => {
    receiver.reactions.push(404);
    await unit('111111111111', 'eu-west-1', 'denied');
    const one = notifier();
    await look(one);
    expect(await rows()).toEqual([`blind ${INVENTORY} 111111111111 eu-west-1 on pending`]);
    await unit('111111111111', 'eu-west-1', 'ok');
    wait(5);
    await look(one);
    expect(receiver.received).toHaveLength(1);
    expect(await rows()).toEqual([]);
  });

  test('of a connection that is due again and again and not read, and of its next success', async () => {
    const one = notifier();
    const read = connectionView({ lastSuccessAt: NOW });
    await look(one, { connections: [read] });
    wait(89);
    await look(one, { connections: [read], isNews: false });
    expect(told()).toEqual([]);
    wait(60);
    await look(one, { connections: [read], isNews: false });
    await look(one, { connections: [read], isNews: false });
    await look(one, { connections: [connectionView({ lastSuccessAt: now })], isNews: false });
    wait(600);
    await look(one, { connections: [connectionView({ lastSuccessAt: NOW, paused: true })], isNews: false });
    expect(told()).toEqual([[`stale ${INVENTORY}`], [`fresh_again ${INVENTORY}`]]);
  });

  test('of findings as severe as chosen, once each, also after they could not be seen for a while', async () => {
    await finding('a', 'critical', 'fail');
    await finding('b', 'low', 'fail');
    await finding('c', 'high', 'excepted');
    const one = notifier();
    await look(one);
    await finding('a', 'critical', 'unknown');
    await look(one);
    await finding('a', 'critical', 'fail');
    await finding('c', 'high', 'fail');
    await look(one);
    await finding('a', 'critical', 'pass');
    await look(one);
    await finding('a', 'critical', 'fail');
    await look(one);
    expect(told()).toEqual([
      ['finding 111111111111 global res-a'],
      ['finding 111111111111 global res-c'],
      ['finding 111111111111 global res-a'],
    ]);
  });

  test('in the form of Slack, with nothing in it that addresses people', async () => {
    await unit('111111111111', 'eu-west-1', 'denied', 'AccessDenied <!channel> & more');
    await look(notifier({}, { SNOWCENSUS_NOTIFY_FORM: 'slack' }));
    const { text, ...others } = JSON.parse(receiver.received[0]?.body ?? '') as { text: string };
    expect(others).toEqual({});
    expect(text).toMatch(
      /^\*snowcensus: 1 place is blind\*\n• blind: team &lt;111111111111&gt; 111111111111 in eu-west-1 \(AWS_INVENTORY_CONNECTION\), since /,
    );
    expect(text).toContain('&lt;!channel&gt; &amp; more');
  });

  test('of hundreds in one message that names the first', async () => {
    await ask(
      `INSERT INTO ${name(UNITS.name)} (CONNECTION, COLLECTOR, ACCOUNT_ID, REGION, LATEST_RUN_ID, LATEST_AT, LATEST_STATUS, REASON) ` +
        `SELECT '${INVENTORY}', 'ec2.vpcs', f.VALUE::STRING, 'eu-west-1', 'r1', CURRENT_TIMESTAMP(), 'denied', 'no' FROM TABLE(FLATTEN(INPUT => PARSE_JSON('${JSON.stringify(Array.from({ length: 450 }, (_, index) => String(100_000_000_000 + index)))}'))) f`,
    );
    await look(notifier());
    const message = JSON.parse(receiver.received[0]?.body ?? '') as {
      text: string;
      notifications: unknown[];
      omitted: number;
    };
    expect(message.notifications).toHaveLength(200);
    expect(message.omitted).toBe(250);
    expect(message.text).toContain('450 places are blind');
    expect(message.text.split('\n')).toHaveLength(22);
    expect(message.text).toContain('… and 430 more');
  });
});

describe('a webhook that does not take a message', () => {
  test('is asked again at once, and gets the fact once', async () => {
    receiver.reactions.push(500, 429);
    await unit('111111111111', 'eu-west-1', 'denied');
    const one = notifier();
    await look(one);
    expect(receiver.received).toHaveLength(3);
    expect(new Set(receiver.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(await rows()).toEqual([`blind ${INVENTORY} 111111111111 eu-west-1 on told`]);
    await look(one);
    expect(receiver.received).toHaveLength(3);
  });

  test('is asked again later, by this process or the next', async () => {
    receiver.reactions.push(503, 503, 503, { status: 429, retryAfter: '7200' });
    await unit('111111111111', 'eu-west-1', 'denied');
    const one = notifier();
    await look(one);
    expect(receiver.received).toHaveLength(3);
    expect(one.problem).toBe('The webhook did not take the last message: it answered 503');
    await look(one, { isNews: false });
    expect(receiver.received).toHaveLength(3);
    wait(1);
    await look(one, { isNews: false });
    expect(receiver.received).toHaveLength(4);
    await look(notifier());
    expect(receiver.received).toHaveLength(5);
    wait(60);
    await look(one, { isNews: false });
    expect(receiver.received).toHaveLength(5);
    expect(one.problem).toBeUndefined();
  });

  test.each(['break', 'silence'] as const)(
    'and may have got it (%s) does not get it twice',
    async (fault) => {
      receiver.reactions.push(fault);
      await unit('111111111111', 'eu-west-1', 'denied');
      const one = notifier({ timeoutMs: 200 });
      await look(one);
      wait(60);
      await look(one);
      await look(notifier());
      expect(receiver.received).toHaveLength(1);
      expect(await rows()).toEqual([`blind ${INVENTORY} 111111111111 eu-west-1 on unclear`]);
      expect(logged).toContain('the webhook may not have been told');
      // The next message says that there was one.
      await unit('222222222222', 'eu-west-1', 'denied');
      await look(notifier());
      expect(told()[1]).toEqual(['blind 222222222222 eu-west-1']);
      expect(JSON.parse(receiver.received[1]?.body ?? '')).toMatchObject({ unclear: 1 });
      expect(await rows()).toEqual([
        `blind ${INVENTORY} 111111111111 eu-west-1 on told`,
        `blind ${INVENTORY} 222222222222 eu-west-1 on told`,
      ]);
    },
  );

  test('and whose process was killed meanwhile does not get it twice', async () => {
    await unit('111111111111', 'eu-west-1', 'denied');
    receiver.reactions.push('silence');
    // As if it were killed: what it would do next never comes.
    void look(notifier({ timeoutMs: 100_000 }));
    while (receiver.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await look(notifier());
    await ask(`UPDATE ${name(NOTIFICATIONS.name)} SET CLAIMED_AT = DATEADD(HOUR, -1, CURRENT_TIMESTAMP())`);
    await look(notifier());
    expect(receiver.received).toHaveLength(1);
    expect(await rows()).toEqual([`blind ${INVENTORY} 111111111111 eu-west-1 on unclear`]);
    await unit('111111111111', 'eu-west-1', 'ok');
    await look(notifier());
    expect(told()[1]).toEqual(['seen_again 111111111111 eu-west-1']);
  });
});

test('two processes that look at once tell it once', async () => {
  await unit('111111111111', 'eu-west-1', 'denied');
  await Promise.all([look(notifier()), look(notifier()), look(notifier())]);
  expect(told()).toEqual([['blind 111111111111 eu-west-1']]);
});

test('no secret is in a message or in the log', async () => {
  const secrets = new Secrets();
  secrets.add('external-id-of-the-role');
  await unit('111111111111', 'eu-west-1', 'denied', `external-id-of-the-role at ${receiver.url}`);
  receiver.reactions.push(404, 404);
  await look(notifier({ secrets }));
  await look(
    notifier({ secrets }, { SNOWCENSUS_NOTIFY_URL: 'http://127.0.0.1:1/aVeryLongSecretOfAWebhook' }),
  );
  expect(receiver.received[0]?.body).toContain('[redacted] at [redacted]');
  expect(logged).toContain('the webhook could not be told');
  for (const text of [logged, ...receiver.received.map(({ body }) => body)]) {
    expect(text).not.toContain('aVeryLongSecretOfAWebhook');
    expect(text).not.toContain('external-id-of-the-role');
  }
});

test('what Snowflake does not let it record is told of and made good', async () => {
  await unit('111111111111', 'eu-west-1', 'denied');
  await ask(`ALTER TABLE ${name(NOTIFICATIONS.name)} RENAME TO ${name('AWAY')}`);
  const one = notifier();
  await look(one);
  await look(one);
  expect(one.problem).toContain('Notifications could not be seen to');
  expect(logged.match(/notifications wait/g)).toHaveLength(1);
  await ask(`ALTER TABLE ${name('AWAY')} RENAME TO ${name(NOTIFICATIONS.name)}`);
  await look(one, { isNews: false });
  expect(one.problem).toBeUndefined();
  expect(told()).toEqual([['blind 111111111111 eu-west-1']]);
});
