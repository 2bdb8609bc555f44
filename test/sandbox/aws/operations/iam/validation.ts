import { AwsError } from '../../contract.ts';

/** IAM's wording for a value outside its model. */
export function validationError(value: unknown, member: string, constraint: string): AwsError {
  return new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

export function requireOneOf(value: string | undefined, member: string, allowed: readonly string[]): void {
  if (value === undefined || allowed.includes(value)) return;
  throw validationError(value, member, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, 404);
}

/** Keeps what lies under the path; refuses a prefix that no path can have. */
export function underPath<Item extends { Path: string }>(
  items: Iterable<Item>,
  prefix: string | undefined,
): Item[] {
  if (prefix !== undefined && !prefix.startsWith('/')) {
    throw new AwsError(
      'ValidationError',
      'The specified value for pathPrefix is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.',
    );
  }
  return [...items].filter(({ Path }) => Path.startsWith(prefix ?? '/'));
}
