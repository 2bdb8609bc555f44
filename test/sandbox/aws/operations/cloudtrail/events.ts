import * as sdk from '@aws-sdk/client-cloudtrail';
import { AwsError, type OperationCall } from '../../contract.ts';
import { pageOf } from '../../page-token.ts';
import { managementEvents } from '../../world/cloudtrail/events.ts';

const pageLimit = 50;
const keptMs = 90 * 86_400_000;
/** However few its events, an answer stays below this. */
const answerBytes = 1_000_000;

const keys: ReadonlySet<string> = new Set(Object.values(sdk.LookupAttributeKey));

/** Management events of the last 90 days in the caller's account and region, newest first. */
export function lookupEvents(call: OperationCall<sdk.LookupEventsRequest>): sdk.LookupEventsResponse {
  const { MaxResults = pageLimit, NextToken, EventCategory, ...filter } = call.input;
  if (MaxResults < 1 || MaxResults > pageLimit) {
    throw new AwsError('InvalidMaxResultsException', 'A valid value for MaxResults is between 1 and 50.');
  }
  const attribute = attributeOf(filter.LookupAttributes);
  const { from, to } = timeRange(call);
  // Insights are no management events, and nobody has switched them on.
  const found = EventCategory === 'insight' ? [] : managementEvents(call, from, to, call.now);
  const { items, nextToken } = pageOf(call, {
    list: JSON.stringify(['LookupEvents', call.region, EventCategory, filter]),
    items: attribute ? found.filter((event) => matches(event, attribute)) : found,
    size: MaxResults,
    token: NextToken,
    fits: fitting,
    invalidToken: () => new AwsError('InvalidNextTokenException', 'Invalid NextToken.'),
  });
  return { Events: [...items], ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}

/** The range is judged once, with the first page: a token stays good for a while after. */
function timeRange({ input, now }: OperationCall<sdk.LookupEventsRequest>): { from: Date; to: Date } {
  const oldest = new Date(now.getTime() - keptMs);
  const { StartTime: from = oldest, EndTime: to = now } = input;
  if (from > to || (from < oldest && input.NextToken === undefined)) {
    throw new AwsError('InvalidTimeRangeException', 'The time range is not valid.');
  }
  return { from, to };
}

interface Attribute {
  readonly key: sdk.LookupAttributeKey;
  readonly value: string;
}

/** CloudTrail takes one attribute at most. */
function attributeOf(attributes: readonly sdk.LookupAttribute[] = []): Attribute | undefined {
  const [attribute, ...more] = attributes;
  if (attribute === undefined) return undefined;
  const { AttributeKey: key, AttributeValue: value } = attribute;
  if (more.length > 0 || key === undefined || value === undefined || !keys.has(key)) throw invalid();
  if (key === 'ReadOnly' && value !== 'true' && value !== 'false') throw invalid();
  return { key, value };
}

function invalid(): AwsError {
  return new AwsError('InvalidLookupAttributesException', 'The lookup attributes are not valid.');
}

function matches(event: sdk.Event, { key, value }: Attribute): boolean {
  switch (key) {
    case 'ResourceName':
      return event.Resources?.some((resource) => resource.ResourceName === value) === true;
    case 'ResourceType':
      return event.Resources?.some((resource) => resource.ResourceType === value) === true;
    default:
      return event[key] === value;
  }
}

/** At least one event, however large. */
function fitting(events: readonly sdk.Event[]): number {
  let bytes = 0;
  const beyond = events.findIndex((event, index) => {
    bytes += Buffer.byteLength(event.CloudTrailEvent ?? '');
    return index > 0 && bytes > answerBytes;
  });
  return beyond < 0 ? events.length : beyond;
}
