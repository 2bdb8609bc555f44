import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import { connections } from '../../src/commands/connections.ts';
import type { ConnectorResult } from '../installation/connector.ts';
import { runCommand } from './in-process.ts';

/** The keys of an answer, or what finds them while the person thinks. */
type Keys = string | (() => Promise<string>);

/** Answers each question in turn: what it asks, then the keys. Fails when another is asked. */
export async function fillIn(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  answers: readonly (readonly [question: string, keys: Keys])[],
): Promise<ConnectorResult & { readonly shown: string }> {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => keyboard });
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 200, rows: 50 });
  const waiting = [...answers];
  let [shown, unanswered] = ['', ''];
  terminal.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    unanswered += chunk.toString();
    const [question, keys] = waiting[0] ?? [];
    if (question === undefined || keys === undefined || !unanswered.includes(question)) return;
    waiting.shift();
    unanswered = '';
    // The question has been drawn before anybody answers it.
    setTimeout(async () => keyboard.write(typeof keys === 'string' ? keys : await keys()), 20);
  });
  // A question that nobody foresaw is not waited out.
  const giveUp = setTimeout(() => keyboard.write('\x03'), 20_000);
  const result = await runCommand(connections, env, args, {
    keyboard: keyboard as never,
    terminal: terminal as never,
  });
  clearTimeout(giveUp);
  expect(waiting, shown).toEqual([]);
  return { ...result, shown };
}
