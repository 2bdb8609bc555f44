/** What another inventory needs: which version of it, and how its calls are known. */
export interface OtherTool {
  readonly name: string;
  /** Version or date of what was looked at, in November 2026. */
  readonly version: string;
  readonly calls: number;
  readonly how: string;
}

const BY_SOURCE = 'by its source, not run';

/**
 * What other inventories need for IAM's facts of the model account: by the call patterns in their sources, with full
 * pages of 100 and, in their favour, two groups and ten policies less; where it says so, counted by running them.
 */
export const MODELLED_IAM: readonly OtherTool[] = [
  { name: 'SnowAlert', version: 'master of 2024-09', calls: 3_656, how: BY_SOURCE },
  { name: 'Prowler', version: '5.40.0', calls: 1_464, how: BY_SOURCE },
  { name: 'Steampipe', version: 'plugin 1.31.0', calls: 1_420, how: `about; ${BY_SOURCE}` },
  { name: 'baton-aws', version: '0.4.9', calls: 1_163, how: BY_SOURCE },
  {
    name: 'CloudQuery',
    version: 'v22, the last with its source',
    calls: 1_014,
    how: `${BY_SOURCE}; 1,690 with tags of policies`,
  },
  {
    name: 'Cartography',
    version: '0.143',
    calls: 168,
    how: 'about: 58 counted, 110 for access keys by its source; up to 0.140 about 1,697',
  },
  { name: 'Fix Inventory', version: 'of 2025-03, dormant', calls: 59, how: BY_SOURCE },
];

/**
 * What they need for a region in which an account has nothing, run after run: one call for each of these twelve kinds
 * that they cover (instances, VPCs, subnets, route tables, security groups, network ACLs, interfaces, internet and
 * NAT gateways, elastic IPs, peering, endpoints). From their sources, too; none looks first whether there is anything.
 */
export const MODELLED_REGION: Readonly<Record<string, number>> = {
  CloudQuery: 12,
  'Fix Inventory': 12,
  Steampipe: 12,
  Cartography: 11,
  Prowler: 10,
  SnowAlert: 3,
};
