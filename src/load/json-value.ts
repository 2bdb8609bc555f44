/**
 * A value as JSON that Snowflake accepts: times as ISO-8601 UTC, bytes as base64, nothing undefined or null, and no
 * text that is not Unicode. A lone surrogate, which Snowflake's parser refuses, becomes U+FFFD; so does NUL, which
 * JSON may hold but a VARIANT may not.
 */
export function jsonValue(value: unknown): unknown {
  if (typeof value === 'string') return unicode(value);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value ?? undefined;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map((element) => jsonValue(element) ?? null);
  const members: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    const json = jsonValue(member);
    if (json !== undefined) members.push([unicode(name), json]);
  }
  return Object.fromEntries(members);
}

function unicode(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\u{FFFD}') : wellFormed;
}
