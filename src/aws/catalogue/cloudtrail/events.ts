import type { Event, LookupEventsRequest } from '@aws-sdk/client-cloudtrail';
import { bugError } from '../../../errors.ts';
import { parseExactJson } from '../../../text/exact-json.ts';
import { requiredList } from '../answer.ts';
import type { CollectContext } from '../context.ts';
import { isTokenRefused, readOnce } from '../listing.ts';
import { cloudtrail } from './service.ts';

/**
 * Members of CloudTrail's record that columns use.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export interface EventRecord {
  readonly userIdentity?: {
    readonly type?: string;
    readonly arn?: string;
    readonly onBehalfOf?: { readonly userId?: string };
    readonly sessionContext?: { readonly attributes?: { readonly mfaAuthenticated?: string | boolean } };
  };
  readonly awsRegion?: string;
  readonly sourceIPAddress?: string;
  readonly userAgent?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters?: object;
  readonly additionalEventData?: { readonly MFAUsed?: string };
  readonly eventType?: string;
  readonly recipientAccountId?: string;
}

/** An event as LookupEvents gives it, its record read as JSON; a record that is no JSON stays text. */
export interface ManagementEvent extends Omit<Event, 'CloudTrailEvent'> {
  readonly CloudTrailEvent?: EventRecord;
}

/** CloudTrail refuses to look further back; a minute less, for the clocks may differ. */
const KEPT_MS = 90 * 86_400_000 - 60_000;
/** The most that one answer holds. */
const PAGE_SIZE = 50;

/**
 * Management events of the unit's window, newest first. A token that expires while a long window is read is no loss:
 * the reading goes on from the oldest event so far, whose second is read again.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export async function* managementEvents(context: CollectContext): AsyncGenerator<ManagementEvent> {
  const { window } = context;
  if (!window) throw bugError('events are read without a window');
  const since = new Date(Math.max(window.since.getTime(), Date.now() - KEPT_MS));
  const filter: LookupEventsRequest = {
    StartTime: since,
    ...(window.readOnly ? {} : { LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }] }),
  };
  let until = window.until;
  for (;;) {
    let oldest = until;
    try {
      const request = { input: { ...filter, EndTime: until }, pageSize: PAGE_SIZE };
      for await (const page of readOnce(context, cloudtrail, 'LookupEvents', request)) {
        for (const event of requiredList(page.Events, 'LookupEvents', 'Events')) {
          oldest = event.EventTime ?? oldest;
          yield withRecord(event);
        }
      }
      return;
    } catch (error) {
      if (!isTokenRefused(error) || oldest >= until) throw error;
      until = oldest;
    }
  }
}

function withRecord({ CloudTrailEvent, ...event }: Event): ManagementEvent {
  return CloudTrailEvent === undefined
    ? event
    : { ...event, CloudTrailEvent: jsonOrText(CloudTrailEvent) as EventRecord };
}

function jsonOrText(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}
