import type { View } from '../../snowflake/ddl.ts';

/** The four switches, in the words of the tables. */
const SWITCHES = [
  ['BLOCKS_PUBLIC_ACLS', 'New public ACLs are refused'],
  ['IGNORES_PUBLIC_ACLS', 'Public ACLs have no effect'],
  ['BLOCKS_PUBLIC_POLICY', 'New public policies are refused'],
  ['RESTRICTS_PUBLIC_BUCKETS', 'A public policy lets in none but the account and services of AWS'],
] as const;

const WHEREVER = 'by the bucket, its account or its organization; NULL where that is not known';

/**
 * Block of public access to a bucket: one of its three blocks suffices, and as long as one of them has not been read,
 * the answer is not known unless another one blocks.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export const publicAccess: View = {
  name: 'AWS_S3_PUBLIC_ACCESS',
  comment:
    'What holds the public off each bucket, of the organization, the account and the bucket taken together, and what does not.',
  columns: [
    { name: 'ACCOUNT_ID', comment: 'Account of the bucket.' },
    { name: 'REGION', comment: 'Region of the bucket.' },
    { name: 'RESOURCE_ID', comment: 'Bucket ARN.' },
    { name: 'NAME', comment: 'Name of the bucket.' },
    ...SWITCHES.map(([name, says]) => ({ name, comment: `${says}, ${WHEREVER}.` })),
    {
      name: 'ORGANIZATION_BLOCKS',
      comment:
        'Whether the nearest S3 policy of the organization blocks all; NULL where its policies or the account’s place are not known.',
    },
    { name: 'ACCOUNT_BLOCKS', comment: 'Whether all four switches of the account are on.' },
    { name: 'BUCKET_BLOCKS', comment: 'Whether all four switches of the bucket are on.' },
    {
      name: 'PUBLIC_BY_POLICY',
      comment:
        'Whether the policy lets in the public and nothing restricts it; NULL where that is not known.',
    },
    {
      name: 'PUBLIC_BY_ACL',
      comment:
        'Whether the ACL lets in everybody, or everybody who has an account of AWS, and nothing makes it void; NULL where that is not known.',
    },
  ],
  select: (name) => {
    const all = (table: string) => SWITCHES.map(([column]) => `${table}.${column}`).join(' AND ');
    const effective = SWITCHES.map(
      ([column]) => `b.${column} OR k.${column} OR o.BLOCKS_ALL AS ${column}`,
    ).join(',\n    ');
    const switches = SWITCHES.map(([column]) => column).join(', ');
    return (
      'WITH places AS (\n' +
      '  SELECT a.SOURCE_ACCOUNT_ID, a.ACCOUNT_ID, i.VALUE::STRING AS TARGET_ID, i.INDEX AS DEPTH\n' +
      `  FROM ${name('AWS_ACCOUNTS')} a, LATERAL FLATTEN(input => a.OU_IDS) i\n` +
      '  UNION ALL\n' +
      `  SELECT a.SOURCE_ACCOUNT_ID, a.ACCOUNT_ID, a.ACCOUNT_ID, 1000 FROM ${name('AWS_ACCOUNTS')} a\n` +
      '), nearest AS (\n' +
      '  SELECT l.ACCOUNT_ID,\n' +
      "    p.CONTENT:s3_attributes:public_access_block_configuration['@@assign']::STRING AS SAYS\n" +
      '  FROM places l\n' +
      `  JOIN ${name('AWS_ORGANIZATIONS_POLICY_TARGETS')} t ON t.ACCOUNT_ID = l.SOURCE_ACCOUNT_ID AND t.TARGET_ID = l.TARGET_ID\n` +
      `  JOIN ${name('AWS_ORGANIZATIONS_POLICIES')} p ON p.ACCOUNT_ID = t.ACCOUNT_ID AND p.POLICY_ID = t.POLICY_ID\n` +
      "  WHERE t.POLICY_TYPE = 'S3_POLICY'\n" +
      '  QUALIFY ROW_NUMBER() OVER (PARTITION BY l.ACCOUNT_ID\n' +
      "    ORDER BY l.DEPTH DESC, IFF(SAYS = 'all', 1, 0), p.POLICY_ID) = 1\n" +
      '), organization AS (\n' +
      "  SELECT a.ACCOUNT_ID, COALESCE(n.SAYS = 'all', FALSE) AS BLOCKS_ALL\n" +
      `  FROM ${name('AWS_ACCOUNTS')} a\n` +
      `  JOIN ${name('CONNECTOR_CURRENT_UNITS')} u ON u.COLLECTOR = 'organizations.policies'\n` +
      "    AND u.ACCOUNT_ID = a.SOURCE_ACCOUNT_ID AND u.STATUS = 'ok'\n" +
      '  LEFT JOIN nearest n ON n.ACCOUNT_ID = a.ACCOUNT_ID\n' +
      '  WHERE a.OU_IDS IS NOT NULL\n' +
      '), taken AS (\n' +
      '  SELECT b.ACCOUNT_ID, b.REGION, b.RESOURCE_ID, b.NAME,\n' +
      `    ${effective},\n` +
      `    o.BLOCKS_ALL AS ORGANIZATION_BLOCKS, ${all('k')} AS ACCOUNT_BLOCKS,\n` +
      `    ${all('b')} AS BUCKET_BLOCKS, b.POLICY_IS_PUBLIC,\n` +
      "    CASE WHEN b.OBJECT_OWNERSHIP = 'BucketOwnerEnforced' THEN FALSE\n" +
      "      ELSE CONTAINS(TO_JSON(b.GRANTS), '/global/AllUsers') OR CONTAINS(TO_JSON(b.GRANTS), '/global/AuthenticatedUsers')\n" +
      '    END AS ACL_IS_PUBLIC\n' +
      `  FROM ${name('AWS_S3_BUCKETS')} b\n` +
      `  LEFT JOIN ${name('AWS_S3_ACCOUNT_PUBLIC_ACCESS_BLOCK')} k ON k.ACCOUNT_ID = b.ACCOUNT_ID\n` +
      '  LEFT JOIN organization o ON o.ACCOUNT_ID = b.ACCOUNT_ID\n' +
      ')\n' +
      `SELECT ACCOUNT_ID, REGION, RESOURCE_ID, NAME, ${switches},\n` +
      '  ORGANIZATION_BLOCKS, ACCOUNT_BLOCKS, BUCKET_BLOCKS,\n' +
      '  POLICY_IS_PUBLIC AND NOT RESTRICTS_PUBLIC_BUCKETS AS PUBLIC_BY_POLICY,\n' +
      '  ACL_IS_PUBLIC AND NOT IGNORES_PUBLIC_ACLS AS PUBLIC_BY_ACL\n' +
      'FROM taken'
    );
  },
};
