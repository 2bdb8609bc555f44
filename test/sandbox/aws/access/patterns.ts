import type { ConditionKeys } from './condition-keys.ts';

/** `${aws:username}` and the like stand for the request's own value. */
export function withVariables(pattern: string, keys: ConditionKeys): string {
  if (!pattern.includes('${')) return pattern;
  return pattern.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
    const value = keys(name.toLowerCase());
    return typeof value === 'string' ? value : whole;
  });
}

/** `*` is any text, `?` any one character. */
export function matches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const char = pattern[p];
    if (char === '*') {
      star = p;
      resume = t;
      p += 1;
    } else if (char === '?' || char === text[t]) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      resume += 1;
      t = resume;
      p = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

export function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
