import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { READING_ITSELF } from '../../src/aws/deployed-role.ts';
import type { PolicyDocument } from '../../src/generate/policies.ts';
import type { Role } from '../../src/generate/roles.ts';

/** What the committed policies of a role allow for its collectors, in their order. */
export function actionsOfRole(role: Role): readonly string[] {
  return role.policies.flatMap(({ name }) => {
    const path = join(import.meta.dirname, '../../config/aws/policies', `${name}.json`);
    const { Statement } = JSON.parse(readFileSync(path, 'utf8')) as PolicyDocument;
    return Statement.flatMap(({ Action }) => Action).filter((action) => !READING_ITSELF.includes(action));
  });
}
