/** A TIMESTAMP as the driver gives it; undefined for NULL. */
export function instantOf(value: unknown): Date | undefined {
  if (value === null || value === undefined) return undefined;
  // The driver's own dates print in the session's format, which has no milliseconds.
  return value instanceof Date ? new Date(value.getTime()) : new Date(String(value));
}
