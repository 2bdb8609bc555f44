/** Lines of a text, broken at a width. */
export interface Wrapping {
  /** Most characters of a line. */
  readonly width: number;
  /** Before the first line, and before the others. */
  readonly first?: string;
  readonly rest?: string;
}

/** A text in lines of at most `width` characters, broken between words; a longer word is broken within. */
export function wrapped(text: string, { width, first = '', rest = first }: Wrapping): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  const end = () => {
    lines.push(line.trimEnd());
    line = rest;
    isEmpty = true;
  };
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    let left = word;
    if (!isEmpty && line.length + 1 + left.length > width) end();
    while (line.length + (isEmpty ? 0 : 1) + left.length > width) {
      const room = Math.max(1, width - line.length);
      line += left.slice(0, room);
      left = left.slice(room);
      end();
    }
    line += isEmpty ? left : ` ${left}`;
    isEmpty = false;
  }
  if (!isEmpty || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}
