/** Path of a member of what stands at a path; none for the item itself. */
export function below(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`;
}

/** Name of the member at a path. */
export function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** Whether a value has members of its own. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !(value instanceof Date || value instanceof Uint8Array)
  );
}
