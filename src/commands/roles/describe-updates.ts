import { namedAccounts, withoutAccounts } from '../../text/account-ids.ts';
import { isOutdated, type RoleUpdate } from './update.ts';

/** How roles differ from what would be deployed now, for a person to read: what accounts share is said once. */
export function describeUpdates(updates: readonly RoleUpdate[]): string {
  return [...Map.groupBy(updates, keyOf).values()].map(describe).join('');
}

function keyOf({ account: _, ...update }: RoleUpdate): string {
  return withoutAccounts(JSON.stringify(update));
}

function describe(alike: readonly RoleUpdate[]): string {
  const [first] = alike;
  if (!first) return '';
  const { role, problem, added, removed, denied } = first;
  const name =
    alike.length === 1
      ? role
      : `${withoutAccounts(role)} in ${namedAccounts(alike.map(({ account }) => account))}`;
  const lines =
    problem === null
      ? [
          `${name}: ${versionOf(first)}`,
          ...added.map((action) => `  added    ${action}`),
          ...removed.map((action) => `  removed  ${action}`),
          ...denied.map((action) => `  denied   ${action}, by a Deny statement of its policies`),
        ]
      : [`${name}: cannot be read`, problem];
  return lines.map((line) => `${line}\n`).join('');
}

function versionOf(update: RoleUpdate): string {
  const { deployed, current } = update;
  const from = deployed === null ? 'not tagged with a version' : `from version ${deployed}`;
  return `${from}, ${isOutdated(update) ? `to be deployed again with version ${current}` : 'up to date'}`;
}
