/**
 * Cell of CSV by RFC 4180. Names in AWS are anybody's: one that a spreadsheet would compute begins with an apostrophe,
 * which spreadsheets take for "this is text". https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const plain = value instanceof Date ? value.toISOString() : String(value);
  const text = /^[=+\-@\t\r＝＋－＠]/.test(plain) ? "'".concat(plain) : plain;
  return /[",\n\r]/.test(text) ? ['', text.replaceAll('"', '""'), ''].join('"') : text;
}
