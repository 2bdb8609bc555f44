import type { SnowAlertView } from './satellite.ts';

const EVENTS = 'AWS_CLOUDTRAIL_EVENTS';

/** Columns of the landing table of SnowAlert's CloudTrail, each as a path in the record, with a type. */
const OF_RECORD: readonly (readonly [name: string, path: string, type?: string])[] = [
  ['AWS_REGION', 'awsRegion'],
  ['EVENT_ID', 'eventID'],
  ['EVENT_NAME', 'eventName'],
  ['EVENT_SOURCE', 'eventSource'],
  ['EVENT_TYPE', 'eventType'],
  ['EVENT_VERSION', 'eventVersion'],
  ['REQUEST_ID', 'requestID'],
  ['REQUEST_PARAMETERS', 'requestParameters', 'VARIANT'],
  ['RESPONSE_ELEMENTS', 'responseElements', 'VARIANT'],
  ['SOURCE_IP_ADDRESS', 'sourceIPAddress'],
  ['USER_AGENT', 'userAgent'],
  ['USER_IDENTITY', 'userIdentity', 'VARIANT'],
  ['USER_IDENTITY_TYPE', 'userIdentity:type'],
  ['USER_IDENTITY_PRINCIPAL_ID', 'userIdentity:principalId'],
  ['USER_IDENTITY_ARN', 'userIdentity:arn'],
  ['USER_IDENTITY_ACCOUNTID', 'userIdentity:accountId'],
  ['USER_IDENTITY_INVOKEDBY', 'userIdentity:invokedBy'],
  ['USER_IDENTITY_ACCESS_KEY_ID', 'userIdentity:accessKeyId'],
  ['USER_IDENTITY_USERNAME', 'userIdentity:userName'],
  ...(
    [
      ['ATTRIBUTES_MFA_AUTHENTICATED', 'attributes:mfaAuthenticated', 'BOOLEAN'],
      ['ATTRIBUTES_CREATION_DATE', 'attributes:creationDate'],
      ['SESSION_ISSUER_TYPE', 'sessionIssuer:type'],
      ['SESSION_ISSUER_PRINCIPAL_ID', 'sessionIssuer:principalId'],
      ['SESSION_ISSUER_ARN', 'sessionIssuer:arn'],
      ['SESSION_ISSUER_ACCOUNT_ID', 'sessionIssuer:accountId'],
      ['SESSION_ISSUER_USER_NAME', 'sessionIssuer:userName'],
    ] as const
  ).map(
    ([name, path, type]) =>
      [
        `USER_IDENTITY_SESSION_CONTEXT_${name}`,
        `userIdentity:sessionContext:${path}`,
        type ?? 'STRING',
      ] as const,
  ),
  ['ERROR_CODE', 'errorCode'],
  ['ERROR_MESSAGE', 'errorMessage'],
  ['ADDITIONAL_EVENT_DATA', 'additionalEventData', 'VARIANT'],
  ['API_VERSION', 'apiVersion'],
  ['READ_ONLY', 'readOnly', 'BOOLEAN'],
  ['RESOURCES', 'resources', 'VARIANT'],
  ['SERVICE_EVENT_DETAILS', 'serviceEventDetails'],
  ['SHARED_EVENT_ID', 'sharedEventID'],
  ['VPC_ENDPOINT_ID', 'vpcEndpointId'],
];

const trail: SnowAlertView = {
  name: 'CLOUDTRAIL',
  doc: 'SnowAlert’s data.cloudtrail over AWS_CLOUDTRAIL_EVENTS: management events that LookupEvents gives, no data events.',
  reads: [EVENTS],
  select: (own) =>
    'SELECT e.RAW:CloudTrailEvent AS RAW, HASH(e.RAW:CloudTrailEvent) AS HASH_RAW, e.SNAPSHOT_AT AS INSERT_TIME, e.EVENT_TIME, e.RECIPIENT_ACCOUNT_ID,\n  ' +
    OF_RECORD.map(
      ([name, path, type = 'STRING']) =>
        `e.RAW:CloudTrailEvent:${path}${type === 'VARIANT' ? '' : `::${type}`} AS ${name}`,
    ).join(',\n  ') +
    `\nFROM ${own(EVENTS)} e`,
};

const trailWithPlaces: SnowAlertView = {
  name: 'CLOUDTRAIL_V',
  doc: 'SnowAlert’s data.cloudtrail_v: the same with the account’s unit as DEPLOYMENT, and the first resource.',
  reads: [EVENTS],
  select: (own, theirs) =>
    'SELECT c.*, a.OU_PATH AS DEPLOYMENT, c.RESOURCES[0]:ARN::STRING AS AFFECTEDOBJECT\n' +
    `FROM ${theirs('CLOUDTRAIL')} c\n` +
    `LEFT JOIN ${own('AWS_ACCOUNTS')} a ON a.ACCOUNT_ID = c.RECIPIENT_ACCOUNT_ID`,
};

/**
 * Blind spots, one row each for as long as they last: SnowAlert's rules take an account that is not there for a sound
 * one.
 */
const blindness: SnowAlertView = {
  name: 'SNOWCENSUS_BLIND_SPOTS_VIOLATION_QUERY',
  doc: 'What cannot be read, in the columns of SnowAlert’s violation queries: its rules are silent about it.\n@id SNOWCENSUS_BLIND\n@tags aws, coverage',
  reads: [],
  select: (own) =>
    "SELECT OBJECT_CONSTRUCT('cloud', 'AWS', 'account_id', b.ACCOUNT_ID)::VARIANT AS ENVIRONMENT,\n" +
    "  OBJECT_CONSTRUCT('account_id', b.ACCOUNT_ID, 'region', b.REGION, 'collector', b.COLLECTOR, 'resource', b.RESOURCE_ID)::VARIANT AS OBJECT,\n" +
    "  'AWS account cannot be read' AS TITLE, b.SINCE AS ALERT_TIME,\n" +
    "  COALESCE(b.ACCOUNT_NAME || ' ', '') || b.ACCOUNT_ID || ', ' || b.REGION || ', ' || b.COLLECTOR || ': ' || COALESCE(b.REASON, b.STATUS) AS DESCRIPTION,\n" +
    '  OBJECT_CONSTRUCT(b.*)::VARIANT AS EVENT_DATA,\n' +
    "  'snowcensus' AS DETECTOR, 'High' AS SEVERITY, NULL::STRING AS OWNER, 'SNOWCENSUS_BLIND' AS QUERY_ID,\n" +
    "  OBJECT_CONSTRUCT('query_id', 'SNOWCENSUS_BLIND', 'account_id', b.ACCOUNT_ID, 'region', b.REGION, 'collector', b.COLLECTOR, 'resource', b.RESOURCE_ID)::VARIANT AS IDENTITY\n" +
    `FROM ${own('CONNECTOR_BLIND_SPOTS')} b`,
};

/** Views of CloudTrail's events as SnowAlert has them, and of blindness, which SnowAlert lacks. */
export const EVENT_VIEWS: readonly SnowAlertView[] = [trail, trailWithPlaces, blindness];
