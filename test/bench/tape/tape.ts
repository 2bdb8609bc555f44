import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { FromTape, TapeFigures, ToTape } from './tape-process.ts';

/**
 * A process between the product and AWS that records AWS's answers and plays them again. Nothing is computed for a played
 * answer, so that cores are left for the processes that are measured.
 */
export interface Tape {
  /** What the product takes for AWS. */
  readonly url: string;
  /** Has it answer what it has recorded, and counts from here. */
  play(): Promise<void>;
  figures(): Promise<TapeFigures>;
  close(): void;
}

/** Starts a tape that records. */
export async function startTape(aws: string): Promise<Tape> {
  const child = fork(new URL('tape-process.ts', import.meta.url), [aws]);
  const ended = once(child, 'exit');
  const told = async <T extends FromTape>() => {
    const [said] = await Promise.race([once(child, 'message'), ended]);
    if (child.exitCode !== null) throw new Error(`the tape ended with ${child.exitCode}`);
    return said as T;
  };
  const say = (said: ToTape) => {
    const answer = told<TapeFigures>();
    child.send(said);
    return answer;
  };
  const { port } = await told<{ readonly port: number }>();
  return {
    url: `http://127.0.0.1:${port}`,
    play: async () => {
      await say('play');
    },
    figures: () => say('tell'),
    close: () => child.kill('SIGKILL'),
  };
}
