/** Whether the glob matches all of the text: `*` is any run of characters, `?` any one. Case counts. */
export function matchesPattern(pattern: string, text: string): boolean {
  return compiledPattern(pattern)(text);
}

/** The same for a pattern that many texts are held against. */
export function compiledPattern(pattern: string): (text: string) => boolean {
  if (!hasWildcard(pattern)) return (text) => text === pattern;
  if (!pattern.includes('?')) {
    const pieces = pattern.split('*');
    return (text) => holdsInOrder(pieces, text);
  }
  const characters = [...pattern];
  return (text) => matches(characters, [...text]);
}

/** Whether the glob may match more than one text. */
export function hasWildcard(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** Whether the text begins with the first piece, ends with the last, and has the others between them in their order. */
function holdsInOrder(pieces: readonly string[], text: string): boolean {
  const [first = ''] = pieces;
  const last = pieces.at(-1) ?? '';
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let read = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = text.indexOf(piece, read);
    if (at < 0) return false;
    read = at + piece.length;
  }
  return read <= end;
}

/** Greedy with one step back to the last `*`, so no pattern takes longer than pattern × text. */
function matches(pattern: readonly string[], text: readonly string[]): boolean {
  let [at, read] = [0, 0];
  let [star, resume] = [-1, 0];
  while (read < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      resume = read;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[read])) {
      at++;
      read++;
    } else if (star >= 0) {
      at = star + 1;
      read = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
