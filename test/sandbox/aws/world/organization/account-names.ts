import type { Random } from '../random.ts';

const teams = ['payments', 'platform', 'data', 'identity', 'mobile', 'search', 'billing', 'logistics', 'ml'];
const environments = ['prod', 'staging', 'dev', 'test'] as const;

/** Names as real organizations collect them over the years; every consumer has to survive each. */
const oddNames = [
  'Données "prod" & <test>',
  "O'Brien's lab; DROP TABLE accounts;--",
  '開発環境 (東京)',
  '  leading and trailing  ',
  'R&D \\ backslash %41 $1',
  'Ελλάδα ünïcödé 🦊',
];

export interface AccountIdentity {
  readonly name: string;
  readonly team: string;
  readonly environment: (typeof environments)[number] | 'sandbox';
}

/** The account at a position of the organization. The first three members have a fixed purpose. */
export function accountIdentity(random: Random, index: number): AccountIdentity {
  const team = random.pick(teams);
  const environment = random.pick(environments);
  const purpose = ['organization-management', 'security-tooling', 'log-archive', 'network-hub'][index];
  if (purpose !== undefined) return { name: purpose, team: 'platform', environment: 'prod' };
  if (index % 9 === 4)
    return { name: oddNames[Math.floor(index / 9) % oddNames.length] ?? '', team, environment };
  if (index % 7 === 5) return { name: `sandbox-${team}`, team, environment: 'sandbox' };
  return { name: `${team}-${environment}`, team, environment };
}
