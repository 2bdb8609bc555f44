import type { View } from '../snowflake/ddl.ts';
import { literal } from '../snowflake/identifiers.ts';
import type { ObjectNames } from './units-view.ts';

const column = (name: string, comment: string) => ({ name, comment });

/** Version of the schema that the events are written for. https://schema.ocsf.io/1.6.0/classes/compliance_finding */
const OCSF_VERSION = '1.6.0';

/** The findings as events of OCSF’s class 2003, Compliance Finding. */
export function ocsfView({ detections }: ObjectNames): View {
  return {
    name: 'FINDINGS_OCSF',
    comment:
      'The findings as Compliance Finding events (class 2003) of the Open Cybersecurity Schema Framework.',
    columns: [
      column('FINDING_ID', 'Finding.'),
      column('DETECTION_ID', 'Detection.'),
      column('ACCOUNT_ID', 'Account.'),
      column(
        'EVENT',
        'The event; compliance.status_id is 1 pass, 2 warning where it could not be read, 3 fail.',
      ),
    ],
    select: () =>
      'WITH controls AS (\n' +
      "  SELECT DETECTION_ID, ARRAY_AGG(DISTINCT FRAMEWORK || COALESCE('-' || VERSION, '')) AS STANDARDS,\n" +
      "    ARRAY_AGG(DISTINCT FRAMEWORK || COALESCE('-' || VERSION, '') || ' ' || CONTROL) AS REQUIREMENTS\n" +
      `  FROM ${detections('DETECTION_CONTROLS')} GROUP BY DETECTION_ID\n` +
      ')\n' +
      'SELECT f.FINDING_ID, f.DETECTION_ID, f.ACCOUNT_ID, OBJECT_CONSTRUCT(\n' +
      "  'activity_id', 1, 'activity_name', 'Create', 'category_uid', 2, 'category_name', 'Findings',\n" +
      "  'class_uid', 2003, 'class_name', 'Compliance Finding', 'type_uid', 200301,\n" +
      "  'time', DATE_PART(EPOCH_MILLISECOND, COALESCE(f.OBSERVED_AT, CURRENT_TIMESTAMP())),\n" +
      "  'severity_id', DECODE(f.SEVERITY, 'critical', 5, 'high', 4, 'medium', 3, 'low', 2, 0), 'severity', INITCAP(f.SEVERITY),\n" +
      "  'status_id', IFF(f.EFFECTIVE_STATUS = 'excepted', 3, 1), 'status', IFF(f.EFFECTIVE_STATUS = 'excepted', 'Suppressed', 'New'),\n" +
      "  'message', f.REASON,\n" +
      "  'compliance', OBJECT_CONSTRUCT('control', f.DETECTION_ID, 'standards', COALESCE(c.STANDARDS, ARRAY_CONSTRUCT()),\n" +
      "    'requirements', COALESCE(c.REQUIREMENTS, ARRAY_CONSTRUCT()), 'status_detail', f.REASON,\n" +
      "    'status_id', DECODE(f.STATUS, 'pass', 1, 'unknown', 2, 'fail', 3),\n" +
      "    'status', DECODE(f.STATUS, 'pass', 'Pass', 'unknown', 'Warning', 'fail', 'Fail')),\n" +
      "  'finding_info', OBJECT_CONSTRUCT('uid', f.FINDING_ID, 'title', f.TITLE, 'desc', d.WHY,\n" +
      "    'last_seen_time', DATE_PART(EPOCH_MILLISECOND, f.OBSERVED_AT)),\n" +
      "  'remediation', OBJECT_CONSTRUCT('desc', d.REMEDY),\n" +
      "  'resources', ARRAY_CONSTRUCT(OBJECT_CONSTRUCT('uid', COALESCE(f.RESOURCE_ARN, f.RESOURCE_ID, f.ACCOUNT_ID),\n" +
      "    'name', f.RESOURCE_ID, 'type', f.RESOURCE_TYPE, 'region', f.REGION)),\n" +
      "  'cloud', OBJECT_CONSTRUCT('provider', 'AWS', 'region', f.REGION,\n" +
      "    'account', OBJECT_CONSTRUCT('uid', f.ACCOUNT_ID, 'name', f.ACCOUNT_NAME, 'type_id', 10, 'type', 'AWS Account')),\n" +
      `  'metadata', OBJECT_CONSTRUCT('version', ${literal(OCSF_VERSION)}, 'profiles', ARRAY_CONSTRUCT('cloud'), 'event_code', f.DETECTION_ID,\n` +
      "    'product', OBJECT_CONSTRUCT('name', 'snowcensus', 'vendor_name', 'snowcensus'))\n" +
      ')::VARIANT AS EVENT\n' +
      `FROM ${detections('FINDINGS')} f\n` +
      `JOIN ${detections('DETECTIONS')} d ON d.DETECTION_ID = f.DETECTION_ID\n` +
      'LEFT JOIN controls c ON c.DETECTION_ID = f.DETECTION_ID',
  };
}

/** The columns that SnowAlert’s runner takes a violation from. */
export function violationsView({ detections }: ObjectNames): View {
  return {
    name: 'VIOLATIONS_SNOWALERT',
    comment:
      'What fails or cannot be read and is not excepted, in the columns of SnowAlert’s violation queries.',
    columns: [
      column('ENVIRONMENT', 'Account, by id and name, and its organizational unit.'),
      column('OBJECT', 'Resource, or the place that cannot be read.'),
      column('TITLE', 'What should hold.'),
      column('DESCRIPTION', 'What was found, or why it cannot be read.'),
      column('ALERT_TIME', 'When it was last read, or since when it cannot be.'),
      column('EVENT_DATA', 'Evidence, with the status.'),
      column('DETECTOR', 'snowcensus.'),
      column('SEVERITY', 'Critical, High, Medium or Low.'),
      column('OWNER', 'NULL: nobody is known to own it.'),
      column('IDENTITY', 'What makes it one violation however often it is found.'),
      column('QUERY_ID', 'Detection.'),
    ],
    select: () =>
      // An object, as the contract has it.
      "SELECT OBJECT_CONSTRUCT('cloud', 'AWS', 'account_id', f.ACCOUNT_ID, 'account_name', f.ACCOUNT_NAME, 'organizational_unit', f.OU_PATH) AS ENVIRONMENT,\n" +
      "  COALESCE(f.RESOURCE_ARN, f.RESOURCE_ID, f.ACCOUNT_ID || '/' || f.REGION) AS OBJECT,\n" +
      "  f.TITLE, f.STATUS || ': ' || f.REASON AS DESCRIPTION, COALESCE(IFF(f.STATUS = 'unknown', f.BLIND_SINCE, f.OBSERVED_AT), CURRENT_TIMESTAMP()) AS ALERT_TIME,\n" +
      "  OBJECT_CONSTRUCT('status', f.STATUS, 'last_status', f.LAST_STATUS, 'evidence', f.EVIDENCE)::VARIANT AS EVENT_DATA,\n" +
      "  'snowcensus' AS DETECTOR, INITCAP(f.SEVERITY) AS SEVERITY, NULL::STRING AS OWNER,\n" +
      "  OBJECT_CONSTRUCT('query_id', f.DETECTION_ID, 'finding_id', f.FINDING_ID, 'status', f.STATUS)::VARIANT AS IDENTITY,\n" +
      '  f.DETECTION_ID AS QUERY_ID\n' +
      `FROM ${detections('FINDINGS')} f\n` +
      "WHERE f.EFFECTIVE_STATUS IN ('fail', 'unknown')",
  };
}
