/**
 * What other inventories need for IAM's facts of the model account. Nobody ran them: the numbers follow from the call
 * patterns in their published sources, with full pages of 100 and, in their favour, two groups and ten policies less.
 */
export const MODELLED_IAM: Readonly<Record<string, number>> = {
  SnowAlert: 3_656,
  Cartography: 1_697,
  Steampipe: 1_485,
  Prowler: 1_464,
  'baton-aws': 1_163,
  CloudQuery: 1_075,
  'Fix Inventory': 59,
};

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
