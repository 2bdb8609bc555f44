import type { Detail } from './detail.ts';

/** Calls for one unit, in words. */
export function callsOf(pageSize: number | 'own' | undefined): string {
  if (pageSize === undefined) return '1';
  return pageSize === 'own' ? '1 per page' : `1 per ${pageSize.toLocaleString('en')}`;
}

/** The same of a list with details. */
export function callsWith(
  list: { readonly calls: string },
  details: readonly Detail<never, unknown>[],
  thing: string,
): string {
  const each = details.filter(({ calls }) => calls === 'item');
  const upTo = each.some(({ when }) => when) ? 'up to ' : '';
  const others = details.filter(({ calls }) => calls !== 'item').map(({ calls }) => calls);
  return [list.calls, ...others, ...(each.length > 0 ? [`${upTo}${each.length} per ${thing}`] : [])].join(
    ', ',
  );
}

/** IAM actions of a list with details that only some reads need, each with when it does. */
export function conditionalActions(
  list: { readonly actions: readonly string[]; readonly conditional?: Readonly<Record<string, string>> },
  details: readonly Detail<never, unknown>[],
  thing: string,
  administrator: { readonly actions: readonly string[] } | undefined,
): Readonly<Record<string, string>> {
  const ofDetails = details.map(({ action }) => [action, `there is a ${thing}`] as const);
  const ofAdministrator = (administrator?.actions ?? []).map(
    (action) => [action, 'the account administers the service for the organization'] as const,
  );
  return Object.fromEntries(
    [...Object.entries(list.conditional ?? {}), ...ofDetails, ...ofAdministrator].filter(
      ([action]) => !list.actions.includes(action),
    ),
  );
}
