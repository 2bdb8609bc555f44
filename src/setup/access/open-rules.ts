import { BROAD_IPV4, BROAD_IPV6 } from '../../detections/policy-sql.ts';
import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';
import { column } from './pattern-sql.ts';

const RULE = 'ACCOUNT_ID, REGION, GROUP_ID, RULE_ID, IP_PROTOCOL, FROM_PORT, TO_PORT';

const isEverybody = (block: string, pattern: string) => `REGEXP_LIKE(${block}, ${literal(pattern)})`;

/** Rules of security groups that let everybody in, or might: by an address block, or by what a prefix list holds. */
export const openRules: View = {
  name: 'AWS_EC2_OPEN_RULES',
  comment:
    'Inbound rules of security groups that let every address in, or a block of more than a /8 (of IPv6, a /32), by a block of their own or by the entries of a prefix list; and those of lists whose entries are not read, which may. Lists of AWS hold addresses of its services, and are left out.',
  columns: [
    column('ACCOUNT_ID', 'Account of the group.'),
    column('REGION', 'Its region.'),
    column('GROUP_ID', 'Security group.'),
    column('RULE_ID', 'Rule.'),
    column('IP_PROTOCOL', 'tcp, udp, icmp, icmpv6, a protocol number, or -1 for all.'),
    column('FROM_PORT', 'First port, or the ICMP type, where -1 is all.'),
    column('TO_PORT', 'Last port, or the ICMP code, where -1 is all.'),
    column(
      'FAMILY',
      'IPv4 or IPv6: whose addresses are let in. A rule of a list that is not known has a row for each.',
    ),
    column(
      'EVERYBODY',
      'Block that is every address, or too wide to mean less; NULL where the entries of the list are not read.',
    ),
    column('PREFIX_LIST_ID', 'List that holds the block, or may; NULL where the rule itself names it.'),
  ],
  select: (name) =>
    'WITH rules AS (\n' +
    `  SELECT ${RULE}, CIDR_IPV4, CIDR_IPV6, PREFIX_LIST_ID\n` +
    `  FROM ${name('AWS_EC2_SECURITY_GROUP_RULES')} WHERE NOT IS_EGRESS\n` +
    '), lists AS (\n' +
    '  SELECT l.ACCOUNT_ID, l.REGION, l.PREFIX_LIST_ID, l.OWNER_ID, l.ADDRESS_FAMILY, COUNT(l.ENTRIES) > 0 AS IS_READ,\n' +
    `    MIN(IFF(${isEverybody('e.VALUE:Cidr::STRING', `${BROAD_IPV4}|${BROAD_IPV6}`)}, e.VALUE:Cidr::STRING, NULL)) AS EVERYBODY\n` +
    `  FROM ${name('AWS_EC2_MANAGED_PREFIX_LISTS')} l, LATERAL FLATTEN(INPUT => l.ENTRIES, OUTER => TRUE) e\n` +
    '  GROUP BY l.ACCOUNT_ID, l.REGION, l.PREFIX_LIST_ID, l.OWNER_ID, l.ADDRESS_FAMILY\n' +
    ')\n' +
    `SELECT ${RULE}, 'IPv4' AS FAMILY, CIDR_IPV4 AS EVERYBODY, NULL::STRING AS PREFIX_LIST_ID FROM rules WHERE ${isEverybody('CIDR_IPV4', BROAD_IPV4)}\n` +
    'UNION ALL\n' +
    `SELECT ${RULE}, 'IPv6', CIDR_IPV6, NULL FROM rules WHERE ${isEverybody('CIDR_IPV6', BROAD_IPV6)}\n` +
    'UNION ALL\n' +
    `SELECT r.${RULE.replaceAll(', ', ', r.')}, f.FAMILY, l.EVERYBODY, r.PREFIX_LIST_ID\n` +
    'FROM rules r\n' +
    "CROSS JOIN (SELECT column1 AS FAMILY FROM VALUES ('IPv4'), ('IPv6')) f\n" +
    'LEFT JOIN lists l ON l.ACCOUNT_ID = r.ACCOUNT_ID AND l.REGION = r.REGION AND l.PREFIX_LIST_ID = r.PREFIX_LIST_ID\n' +
    "WHERE r.PREFIX_LIST_ID IS NOT NULL AND COALESCE(l.OWNER_ID, '') <> 'AWS' AND COALESCE(l.ADDRESS_FAMILY, f.FAMILY) = f.FAMILY\n" +
    '  AND (l.EVERYBODY IS NOT NULL OR NOT COALESCE(l.IS_READ, FALSE))',
};
