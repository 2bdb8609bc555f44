import type { ManagedPolicy } from '../../contract.ts';
import { type Blueprint, iamArn, quantity, randomOf } from '../blueprint.ts';
import { iamId } from '../identifiers.ts';
import { newest, oldest } from '../times.ts';
import { permissionDocument } from './policy-documents.ts';

const subjects = [
  'billing',
  'deploy',
  'etl',
  'logs',
  'backup',
  'orders',
  'catalogue',
  'search',
  'notify',
  'audit',
];
const kinds = ['read', 'write', 'admin', 'runtime', 'boundary'];

/** Customer-managed policies. A policy keeps at most five versions, whose numbers only ever grow. */
export function generatePolicies(blueprint: Blueprint): ManagedPolicy[] {
  const count = quantity(blueprint, randomOf(blueprint, 'policies'), {
    small: [1, 3],
    medium: [3, 10],
    large: [20, 40],
  });
  return Array.from({ length: count }, (_, index) => policy(blueprint, index));
}

function policy(blueprint: Blueprint, index: number): ManagedPolicy {
  const random = randomOf(blueprint, 'policy', index);
  const name = `${random.pick(subjects)}-${random.pick(kinds)}-${index}`;
  const path = random.pick(['/', '/', '/', '/app/', '/teams/platform/']);
  const created = random.date(oldest, newest);
  const revisions = random.pick([1, 1, 1, 2, 3, 7]);
  const kept = Math.min(5, revisions);
  const dates = Array.from({ length: kept }, () => random.date(created, newest)).sort((a, b) => +a - +b);
  if (revisions === kept) dates[0] = created;
  const versions = dates.map((date, nth) => ({
    VersionId: `v${revisions - kept + nth + 1}`,
    CreateDate: date,
    Document: permissionDocument(blueprint, random),
  }));
  // The default need not be the newest: people roll back.
  const standard = random.chance(0.85) ? versions.at(-1) : random.pick(versions);
  return {
    PolicyName: name,
    PolicyId: iamId(random, 'ANPA'),
    Arn: iamArn(blueprint, 'policy', path, name),
    Path: path,
    ...(random.chance(0.5) ? { Description: `What ${name} may do` } : {}),
    CreateDate: created,
    UpdateDate: dates.at(-1) ?? created,
    DefaultVersionId: standard?.VersionId ?? 'v1',
    versions: versions.reverse(),
  };
}
