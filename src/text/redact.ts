/** Text in the place of a secret. */
export const REDACTED = '[redacted]';

const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // A JSON Web Token: three base64url parts of which the first two are JSON objects.
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/g,
  // What AWS's session tokens and Snowflake's begin with, wherever they stand.
  /\b(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)[\w+/=]{20,}/g,
  /\bver:\d+-hint:\d+-[\w+/=-]{8,}/g,
  /(?<=\b(?:Bearer|Snowflake Token=)\s*"?)[\w.~+/:=-]{16,}/g,
  // Key ids of users and of sessions, but those by which AWS's documents show what one looks like.
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,124}\b(?<!EXAMPLE)/g,
  /(?<=\b(?:X-Amz-(?:Signature|Security-Token|Credential)|Signature|sig)=)[^&\s"']+/gi,
];

/** Replaces what looks like a credential wherever it came from: private keys, tokens, URL signatures. */
export function redactShapes(text: string): string {
  return SHAPES.reduce((redacted, shape) => redacted.replace(shape, REDACTED), text);
}

/** Shorter values are words that occur by chance; redacting them would make the log unreadable. */
const SHORTEST_SECRET = 4;

/** Replaces every given secret, also where it is escaped for JSON or for a URL, then whatever has such a shape. */
export function redact(text: string, secrets: readonly string[]): string {
  return redactShapes(redactSpellings(text, spellingsOf(secrets)));
}

/** The secrets as they may be spelled, to be looked for in many texts. */
export function spellingsOf(secrets: readonly string[]): readonly string[] {
  const values = secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(spellings);
  // Longest first: a secret that contains another must not be left half readable.
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}

/** Replaces what {@link spellingsOf} gave. */
export function redactSpellings(text: string, spelled: readonly string[]): string {
  return spelled.reduce((redacted, value) => redacted.replaceAll(value, REDACTED), text);
}

function spellings(secret: string): readonly string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())];
}
