/** Whether the glob matches all of the text: `*` is any run of characters, `?` any one. Case counts. */
export function matchesPattern(pattern: string, text: string): boolean {
  return matches([...pattern], [...text]);
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
  return pattern.slice(at).every((character) => character === '*');
}
