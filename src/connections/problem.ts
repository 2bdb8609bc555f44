/** One thing wrong with a COMMENT: `message` says what, and after a semicolon how to fix it. Never holds a secret. */
export interface Problem {
  /** Place in the options: keys and list positions; empty for the whole COMMENT. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Line in the COMMENT, from 1, where the path alone cannot tell. */
  readonly line?: number;
  /** Number of further problems, which were not looked at one by one. */
  readonly alike?: number;
}

/** `include.tags.team`, `role_chain[0].arn`. */
export function spellPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${spellKey(String(key))}`,
    )
    .join('');
}

/** The key as written, or quoted where it is not a plain word. */
export function spellKey(key: string): string {
  return /^[\w@-]+$/.test(key) ? key : JSON.stringify(key);
}

const LONGEST = 600;

/** The text on one line of bearable length, with a code in the place of each character one could not see. */
export function visible(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return shown.replace(
    /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
