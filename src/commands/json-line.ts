/** An answer for programs: one line of JSON. */
export function jsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
