import type { Readable, Writable } from 'node:stream';
import * as clack from '@clack/prompts';
import { configError } from '../errors.ts';
import type { CommandContext } from './command.ts';

/** Streams on which questions are asked and answered. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
  readonly signal: AbortSignal;
  /** Command that takes up again the work that is given up; without one, nothing has been done by then. */
  readonly again?: string;
}

/** Terminal to ask at; undefined where there is none. */
export function terminalOf({ keyboard, terminal, signal }: CommandContext): Terminal | undefined {
  return keyboard && terminal ? { input: keyboard, output: terminal, signal } : undefined;
}

/** A question that is answered by writing something. */
export interface TextQuestion {
  readonly message: string;
  /** Stands in the empty field. */
  readonly example?: string | undefined;
  readonly initial?: string | undefined;
  /** Problem of an answer; undefined where there is none. */
  readonly problemOf: (answer: string) => string | undefined;
}

/** Asks until the answer is a good one; an empty one may be. Throws a config error when the person gives up. */
export async function askText(terminal: Terminal, question: TextQuestion): Promise<string> {
  const answer = await clack.text({
    ...terminal,
    message: question.message,
    ...(question.example === undefined ? {} : { placeholder: question.example }),
    ...(question.initial === undefined ? {} : { initialValue: question.initial }),
    validate: (text) => question.problemOf((text ?? '').trim()),
  });
  return (given(terminal, answer) ?? '').trim();
}

/** Asks for one of several. Throws a config error when the person gives up. */
export async function askChoice(
  terminal: Terminal,
  message: string,
  choices: readonly { readonly value: string; readonly hint: string }[],
): Promise<string> {
  return given(terminal, await clack.select<string>({ ...terminal, message, options: [...choices] }));
}

/** Asks for a yes; no is what one gets by haste. Throws a config error when the person gives up. */
export async function askYes(terminal: Terminal, message: string): Promise<boolean> {
  return given(terminal, await clack.confirm({ ...terminal, message, initialValue: false }));
}

function given<T>({ again }: Terminal, answer: T | typeof clack.CANCEL_SYMBOL): T {
  if (!clack.isCancel(answer)) return answer as T;
  if (again === undefined) throw configError('given up; nothing was changed');
  throw configError('given up', { hint: `Go on another time with \`${again}\`.` });
}
