import { configError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';

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

/**
 * The known collectors the patterns select, in the order they are known; all of them without patterns.
 * Throws a config error that names every pattern which selects nothing.
 */
export function selectCollectors(
  patterns: readonly string[] | undefined,
  known: readonly string[],
): readonly string[] {
  if (patterns === undefined) return known;
  const idle = patterns.filter((pattern) => !known.some((name) => matchesPattern(pattern, name)));
  if (idle.length > 0) {
    throw configError(idle.map((pattern) => `the pattern "${pattern}" matches no collector`).join('; '), {
      where: 'option collectors',
      hint: idle.map((pattern) => suggest(pattern, known)).join('; '),
    });
  }
  return known.filter((name) => patterns.some((pattern) => matchesPattern(pattern, name)));
}

function suggest(pattern: string, known: readonly string[]): string {
  const services = [...new Set(known.map((name) => `${name.split('.')[0]}.*`))];
  const meant = nearest(pattern, [...known, ...services]);
  return meant === undefined
    ? `instead of "${pattern}" use one of ${known.join(', ')}`
    : `instead of "${pattern}" write ${meant}`;
}
