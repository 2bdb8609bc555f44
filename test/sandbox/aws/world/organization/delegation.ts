import type { FeatureType } from '@aws-sdk/client-iam';
import type { DelegatedAdministrator } from '../../contract.ts';
import { createRandom } from '../random.ts';
import { newest, oldest } from '../times.ts';
import type { Organization } from './organization.ts';

/** What the security account and the network account administer for all, where the world has them. */
const delegated: Readonly<Record<number, readonly string[]>> = {
  1: ['guardduty.amazonaws.com', 'iam.amazonaws.com', 'securityhub.amazonaws.com'],
  3: ['ipam.amazonaws.com'],
};

const trusted = ['cloudtrail.amazonaws.com', 'sso.amazonaws.com', ...Object.values(delegated).flat()];

/** Member accounts that administer services for the organization, by account id. */
export function delegatedAdministrators(
  seed: number,
  { accounts }: Organization,
): Map<string, DelegatedAdministrator> {
  const since = (what: string): Date => createRandom(seed, 'delegation', what).date(oldest, newest);
  return new Map(
    Object.entries(delegated).flatMap(([index, services]) => {
      const account = accounts[Number(index)];
      if (account === undefined) return [];
      const dates = new Map(services.map((service) => [service, since(service)] as const));
      const enabledAt = new Date(Math.min(...[...dates.values()].map((date) => date.getTime())));
      return [[account.id, { accountId: account.id, enabledAt, services: dates }] as const];
    }),
  );
}

/** Services that may act in every account, with since when. */
export function trustedServices(seed: number): Map<string, Date> {
  return new Map(
    trusted.map((service) => [service, createRandom(seed, 'trust', service).date(oldest, newest)]),
  );
}

/** Root credentials are managed centrally; root sessions are not allowed. */
export function rootAccessFeatures(): Set<FeatureType> {
  return new Set(['RootCredentialsManagement']);
}
