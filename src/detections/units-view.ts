import { defaultRegions, PARTITIONS } from '../partition.ts';
import type { View } from '../snowflake/ddl.ts';
import { literal } from '../snowflake/identifiers.ts';
import { ACCOUNTS_VIEW, UNITS_VIEW } from './relations.ts';

/** Names objects of the two schemas: that of the tables, and that of the detections. */
export interface ObjectNames {
  readonly tables: (object: string) => string;
  readonly detections: (object: string) => string;
}

/** Whether what is known of a unit `l` is older than the refusal `w` of its whole account. */
const isRefused = 'COALESCE(l.SEEN_AT < w.RUN_AT, FALSE)';

/** Whether the refusal `w` of its whole account bears on what is known of a unit `l`: it came later, or another account told of it. */
const isNotAsked = `${isRefused} OR l.STATUS = 'ok'`;

/** One row for each collector, account and region, whichever connections read it. */
export function unitsView({ tables }: ObjectNames): View {
  return {
    name: UNITS_VIEW,
    comment: 'What is known of every collector, account and region: seen, told, blind, or out of scope.',
    columns: [
      { name: 'COLLECTOR', comment: 'Collector, such as ec2.instances.' },
      { name: 'ACCOUNT_ID', comment: 'Account.' },
      {
        name: 'REGION',
        comment:
          'Region; global for account scope; * where no region of the account is known, or only what an administrator told of.',
      },
      {
        name: 'STATE',
        comment:
          'seen: read whole; told: the same, by its administrator alone, for the account lets nobody in; blind: cannot be seen now; out: cannot hold anything, or left out by options.',
      },
      { name: 'REASON', comment: 'Why it is blind, or why the account itself was not asked.' },
      { name: 'SINCE', comment: 'First run that could not see it, or not ask the account.' },
      { name: 'OBSERVED_AT', comment: 'Start of the run that last saw it; NULL means never.' },
    ],
    select: () =>
      'WITH latest AS (\n' +
      '  SELECT CONNECTION, COLLECTOR, ACCOUNT_ID, REGION, STATUS, SEEN_AT\n' +
      `  FROM ${tables('CONNECTOR_CURRENT_UNITS')}\n` +
      '), blind AS (\n' +
      '  SELECT CONNECTION, COLLECTOR, ACCOUNT_ID, REGION, REASON, SINCE, LAST_SEEN_AT, RUN_AT\n' +
      // Not CONNECTOR_BLIND_SPOTS: every detection would compile its rows that are known in part, only to leave them out.
      `  FROM ${tables('CONNECTOR_BLIND_UNITS')}\n` +
      '), known AS (\n' +
      "  SELECT l.COLLECTOR, l.ACCOUNT_ID, l.REGION, IFF(l.STATUS = 'ok', l.SEEN_AT, NULL) AS OBSERVED_AT,\n" +
      `    CASE WHEN b.CONNECTION IS NOT NULL OR ${isRefused} THEN 'blind' WHEN l.STATUS <> 'ok' THEN 'out'\n` +
      // Whoever was not let in has the word of another account alone.
      "      WHEN w.CONNECTION IS NOT NULL THEN 'told' ELSE 'seen' END AS STATE,\n" +
      `    COALESCE(b.REASON, IFF(${isNotAsked}, w.REASON, NULL)) AS REASON, COALESCE(b.SINCE, IFF(${isNotAsked}, w.SINCE, NULL)) AS SINCE,\n` +
      `    w.CONNECTION IS NOT NULL AND NOT (${isRefused}) AS IS_TOLD\n` +
      '  FROM latest l\n' +
      '  LEFT JOIN blind b ON b.CONNECTION = l.CONNECTION AND b.COLLECTOR = l.COLLECTOR\n' +
      '    AND b.ACCOUNT_ID = l.ACCOUNT_ID AND b.REGION = l.REGION\n' +
      // An account that was not entered is blind in every region that it was known to have, but for what was read later.
      '  LEFT JOIN blind w ON w.CONNECTION = l.CONNECTION AND w.COLLECTOR = l.COLLECTOR\n' +
      "    AND w.ACCOUNT_ID = l.ACCOUNT_ID AND w.REGION = '*' AND l.REGION <> '*'\n" +
      "  WHERE l.STATUS <> 'skipped'\n" +
      '), unread AS (\n' +
      '  SELECT b.COLLECTOR, b.ACCOUNT_ID, b.REGION, MAX(b.LAST_SEEN_AT) AS OBSERVED_AT, ' +
      "'blind' AS STATE, MIN(b.REASON) AS REASON, MIN(b.SINCE) AS SINCE\n" +
      '  FROM blind b\n' +
      '  LEFT JOIN (SELECT COLLECTOR, ACCOUNT_ID, REGION FROM known GROUP BY COLLECTOR, ACCOUNT_ID, REGION) k\n' +
      '    ON k.COLLECTOR = b.COLLECTOR AND k.ACCOUNT_ID = b.ACCOUNT_ID AND k.REGION = b.REGION\n' +
      // What somebody else told of it says nothing of its other regions.
      '  LEFT JOIN (SELECT COLLECTOR, ACCOUNT_ID FROM known WHERE NOT IS_TOLD GROUP BY COLLECTOR, ACCOUNT_ID) any_region\n' +
      '    ON any_region.COLLECTOR = b.COLLECTOR AND any_region.ACCOUNT_ID = b.ACCOUNT_ID\n' +
      "  WHERE IFF(b.REGION = '*', any_region.COLLECTOR, k.COLLECTOR) IS NULL\n" +
      '  GROUP BY b.COLLECTOR, b.ACCOUNT_ID, b.REGION\n' +
      '), left_out AS (\n' +
      '  SELECT l.COLLECTOR, l.ACCOUNT_ID, l.REGION, NULL AS OBSERVED_AT, ' +
      "'out' AS STATE, NULL AS REASON, NULL AS SINCE\n" +
      '  FROM latest l\n' +
      '  LEFT JOIN unread u ON u.COLLECTOR = l.COLLECTOR AND u.ACCOUNT_ID = l.ACCOUNT_ID AND u.REGION = l.REGION\n' +
      "  WHERE l.STATUS = 'skipped' AND u.COLLECTOR IS NULL\n" +
      ')\n' +
      ['known', 'unread', 'left_out']
        .map((from) => `SELECT COLLECTOR, ACCOUNT_ID, REGION, STATE, REASON, SINCE, OBSERVED_AT FROM ${from}`)
        .join('\nUNION ALL\n'),
  };
}

/** SQL of the partition that REGION is of; NULL where it may be of the usual one. */
const PARTITION_BY_REGION = `CASE ${PARTITIONS.filter((partition) => partition !== 'aws')
  .map(
    (partition) =>
      `WHEN REGION IN (${defaultRegions(partition).map(literal).join(', ')}) THEN ${literal(partition)}`,
  )
  .join(' ')} END`;

/** The accounts of the lists, and those that are read without one. */
export function accountsView({ tables, detections }: ObjectNames): View {
  return {
    name: ACCOUNTS_VIEW,
    comment: 'Accounts that detections answer for: those of the lists, and those that are read without one.',
    columns: [
      { name: 'ACCOUNT_ID', comment: 'Account id, twelve digits.' },
      { name: 'ACCOUNT_NAME', comment: 'Name of the account; NULL where no list has it.' },
      { name: 'OU_PATH', comment: 'Path of its organizational unit; NULL where no list has it.' },
      { name: 'IS_MANAGEMENT', comment: 'Whether it is the management account of an organization.' },
      { name: 'PARTITION', comment: 'Its partition, such as aws-cn: the second part of its ARNs.' },
      { name: 'IN_SCOPE', comment: 'False for an account that is closed, and so holds nothing.' },
    ],
    select: () =>
      'SELECT COALESCE(a.ACCOUNT_ID, u.ACCOUNT_ID) AS ACCOUNT_ID, a.ACCOUNT_NAME, a.OU_PATH,\n' +
      "  COALESCE(a.IS_MANAGEMENT, FALSE) AS IS_MANAGEMENT, COALESCE(a.PARTITION, u.PARTITION, 'aws') AS PARTITION,\n" +
      '  COALESCE(a.IN_SCOPE, FALSE) AS IN_SCOPE\n' +
      'FROM (\n' +
      "  SELECT ACCOUNT_ID, MAX(NAME) AS ACCOUNT_NAME, MAX(OU_PATH) AS OU_PATH, MAX(NULLIF(SPLIT_PART(ARN, ':', 2), '')) AS PARTITION,\n" +
      '    BOOLOR_AGG(ACCOUNT_ID = MANAGEMENT_ACCOUNT_ID) AS IS_MANAGEMENT,\n' +
      "    BOOLOR_AGG(COALESCE(STATE, STATUS, 'UNKNOWN') NOT IN ('CLOSED', 'PENDING_CLOSURE')) AS IN_SCOPE\n" +
      `  FROM ${tables('AWS_ACCOUNTS')} GROUP BY ACCOUNT_ID\n` +
      ') a\n' +
      'FULL OUTER JOIN (\n' +
      `  SELECT ACCOUNT_ID, MAX(${PARTITION_BY_REGION}) AS PARTITION FROM ${detections(UNITS_VIEW)} GROUP BY ACCOUNT_ID\n` +
      ') u ON u.ACCOUNT_ID = a.ACCOUNT_ID',
  };
}
