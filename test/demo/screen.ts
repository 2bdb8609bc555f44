import { wrapped } from '../../src/text/wrap.ts';

/** Columns of a terminal that nobody has made wider. */
export const WIDTH = 80;

/** Where the demo tells what it does: nothing it writes is wider than a terminal. */
export interface Screen {
  /** Every line so far, without the end of the line. */
  readonly lines: readonly string[];
  /** A title, and what explains the signs below it. */
  heading(text: string, legend?: string): void;
  /** Text of any length, in lines; later ones begin with `rest`. */
  text(text: string, first?: string, rest?: string): void;
  /** Lines that are already as they are to be, cut where they are too wide. */
  rows(rows: readonly string[]): void;
  /** What is under way, and what came of it, on one line: at once the first, at the end the second. */
  step<T>(name: string, work: () => Promise<T>, told: (result: T) => string): Promise<T>;
}

/** Where the name of a step ends, and what came of it begins. */
const STEP_NAME = 22;
/** How long a step took is written below one another. */
const STEP_SECONDS = 7;

/** A screen on a stream; on a terminal a step shows its seconds while it works. */
export function screenOn(stream: NodeJS.WriteStream): Screen {
  const lines: string[] = [];
  const write = (line: string) => {
    lines.push(line);
    stream.write(`${line}\n`);
  };
  return {
    lines,
    heading(text, legend = '') {
      write('');
      write(`${text.toUpperCase()}    ${legend}`.trimEnd());
    },
    text(text, first = '', rest = first) {
      for (const line of wrapped(text, { width: WIDTH, first, rest })) write(line);
    },
    rows(rows) {
      for (const row of rows) write(cut(row.trimEnd(), WIDTH));
    },
    async step(name, work, told) {
      const begun = performance.now();
      const left = `  ${name}`.padEnd(STEP_NAME);
      const seconds = () => `${Math.round((performance.now() - begun) / 1000)} s`.padStart(STEP_SECONDS);
      if (stream.isTTY) stream.write(left);
      const ticking = stream.isTTY
        ? setInterval(() => stream.write(`\r${left}… ${seconds()}`), 1000)
        : undefined;
      try {
        const result = await work();
        if (stream.isTTY) stream.write('\r\x1b[2K');
        const room = WIDTH - STEP_NAME - STEP_SECONDS - 1;
        write(`${left}${cut(told(result), room).padEnd(room)} ${seconds()}`);
        return result;
      } finally {
        clearInterval(ticking);
      }
    },
  };
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
