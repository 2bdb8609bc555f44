/** Reviver of JSON.parse as of ECMAScript 2026, which TypeScript does not know yet. */
type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * The value of a JSON text, where a number that a double cannot hold is the text of the number: rounded it would pass
 * for another. Snowflake casts such a text to the number that it is.
 */
export function parseExactJson(text: string): unknown {
  const exact: Reviver = (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && !holds(value, source) ? source : value;
  return JSON.parse(text, exact as (key: string, value: unknown) => unknown);
}

/** Every number of up to fifteen digits survives the way into a double and back. */
const SAFE_DIGITS = 15;

function holds(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false;
  if (Number.isInteger(value)) return Number.isSafeInteger(value) || sameInteger(value, source);
  const digits = source.replace(/e.*$/i, '').replace(/^-?[0.]*|\./g, '').length;
  return digits <= SAFE_DIGITS || source === String(value);
}

/** `1e30` is the integer it looks like, for it claims no more digits than it has. */
function sameInteger(value: number, source: string): boolean {
  return (
    /^-?\d(?:\.\d{1,14})?e\+?\d+$/i.test(source) ||
    (/^-?\d+$/.test(source) && BigInt(source) === BigInt(value) && String(value) === source)
  );
}
