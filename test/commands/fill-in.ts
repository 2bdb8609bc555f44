import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import type { Command } from '../../src/commands/command.ts';
import { connections } from '../../src/commands/connections.ts';
import type { ConnectorResult } from '../installation/connector.ts';
import { runCommand } from './in-process.ts';

/** The keys of an answer, or what finds them while the person thinks. */
type Keys = string | (() => Promise<string>);

/** What is asked, and the keys that answer it. */
export type Answer = readonly [question: string, keys: Keys];

type Filled = ConnectorResult & { readonly shown: string };

/** Fills in the form of `connections`. */
export function fillIn(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  answers: readonly Answer[],
): Promise<Filled> {
  return fillInForm(connections, env, args, answers, 20_000);
}

/** Answers each question of a command in turn. Fails when another is asked, once nothing has been asked for so long. */
export async function fillInForm(
  command: Command,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  answers: readonly Answer[],
  patienceMs: number,
): Promise<Filled> {
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
    giveUp.refresh();
    unanswered = '';
    // The question has been drawn before anybody answers it.
    setTimeout(async () => keyboard.write(typeof keys === 'string' ? keys : await keys()), 20);
  });
  // A question that nobody foresaw is not waited out.
  const giveUp = setTimeout(() => keyboard.write('\x03'), patienceMs);
  const result = await runCommand(command, env, args, {
    keyboard: keyboard as never,
    terminal: terminal as never,
  });
  clearTimeout(giveUp);
  expect(waiting, shown).toEqual([]);
  return { ...result, shown };
}
