import type { Event } from '@aws-sdk/client-cloudtrail';
import type { Account, ManagementEvent, World } from '../../contract.ts';
import { createRandom, type Random } from '../random.ts';
import { type EventKind, eventKinds } from './event-kinds.ts';

/** Events come in slots of time, each from a stream of its own, so that any window can be made by itself. */
const slotMs = 15 * 60_000;
const mostPerSlot = 3;

interface Place {
  readonly world: World;
  readonly account: Account;
  readonly region: string;
}

/**
 * Management events of an account and region that happened between two instants (both included) and are delivered
 * by `now`, newest first. CloudTrail delivers most of them within minutes, some only after a quarter of an hour.
 */
export function managementEvents(place: Place, from: Date, to: Date, now: Date): Event[] {
  const { world, account, region } = place;
  const planted = world.plantedEvents.filter(
    (event) => event.accountId === account.id && event.region === region,
  );
  const generated: ManagementEvent[] = [];
  const last = Math.floor(Math.min(to.getTime(), now.getTime()) / slotMs);
  for (let slot = Math.floor(from.getTime() / slotMs); slot <= last; slot += 1) {
    generated.push(...slotOf(place, slot));
  }
  return [...generated, ...planted]
    .filter(({ deliveredAt, event }) => {
      const time = timeOf(event);
      return time >= from.getTime() && time <= to.getTime() && deliveredAt.getTime() <= now.getTime();
    })
    .map(({ event }) => event)
    .sort((a, b) => timeOf(b) - timeOf(a));
}

/** An event as LookupEvents answers it, with the record that CloudTrail wrote. */
export function eventOf(
  { world, account, region }: Place,
  kind: EventKind,
  time: Date,
  random: Random,
): Event {
  const eventId = uuid(random);
  const accessKeyId = `ASIA${random.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`;
  const session = `engineer-${random.integer(1, 20)}`;
  const source = `${kind.source}.amazonaws.com`;
  const record = {
    eventVersion: '1.11',
    userIdentity: kind.ofIdentityCenter
      ? identityCenterUser({ world, account, region }, random)
      : kind.byUser
        ? iamUser({ world, account, region }, session)
        : {
            type: 'AssumedRole',
            principalId: `AROAEXAMPLE:${session}`,
            arn: `arn:${world.partition}:sts::${account.id}:assumed-role/engineer/${session}`,
            accountId: account.id,
            accessKeyId,
            sessionContext: { attributes: { mfaAuthenticated: String(random.chance(0.5)) } },
          },
    eventTime: time.toISOString().replace('.000Z', 'Z'),
    eventSource: source,
    eventName: kind.name,
    awsRegion: region,
    sourceIPAddress: `203.0.113.${random.integer(1, 254)}`,
    userAgent: 'aws-cli/2.31.0',
    ...(kind.errorCode
      ? { errorCode: kind.errorCode, errorMessage: `not authorized to perform: ${kind.name}` }
      : {}),
    requestParameters: kind.large ? { ...kind.parameters, policy: largeText(random) } : kind.parameters,
    responseElements: null,
    ...(kind.signIn && kind.byUser ? { additionalEventData: { MFAUsed: 'No' } } : {}),
    requestID: uuid(random),
    eventID: eventId,
    readOnly: kind.readOnly,
    eventType: kind.signIn ? 'AwsConsoleSignIn' : 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account.id,
    eventCategory: 'Management',
  };
  return {
    EventId: eventId,
    EventName: kind.name,
    ReadOnly: String(kind.readOnly),
    AccessKeyId: accessKeyId,
    EventTime: time,
    EventSource: source,
    Username: session,
    Resources: kind.resource ? [{ ...kind.resource }] : [],
    CloudTrailEvent: JSON.stringify(record),
  };
}

/** A user who signs in to the console has no session yet. */
function iamUser({ world, account }: Place, userName: string): object {
  return {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLE',
    arn: `arn:${world.partition}:iam::${account.id}:user/${userName}`,
    accountId: account.id,
    userName,
  };
}

/** Whom Identity Center knows has no ARN and no key. */
function identityCenterUser({ world, account }: Place, random: Random): object {
  const { users, identityStoreId } = world.identityCenter();
  return {
    type: 'IdentityCenterUser',
    accountId: account.id,
    onBehalfOf: {
      userId: random.pick(users).UserId,
      identityStoreArn: `arn:${world.partition}:identitystore::${world.managementAccountId}:identitystore/${identityStoreId}`,
    },
    credentialId: uuid(random),
  };
}

function slotOf(place: Place, slot: number): ManagementEvent[] {
  const kinds = kindsIn(place);
  const random = createRandom(place.world.seed, place.account.id, place.region, 'events', slot);
  return Array.from({ length: random.integer(0, mostPerSlot) }, () => {
    const time = new Date(slot * slotMs + 1000 * random.integer(0, slotMs / 1000 - 1));
    const delaySeconds = random.chance(0.8) ? random.integer(10, 180) : random.integer(180, 900);
    const event = eventOf(place, random.pick(kinds), time, random);
    return { deliveredAt: new Date(time.getTime() + delaySeconds * 1000), event };
  });
}

/** People come in where Identity Center is at home: in the management account, in its region. */
function kindsIn({ world, account, region }: Place): readonly EventKind[] {
  const isHome = account.isManagement && region === world.identityCenter().region;
  return isHome ? eventKinds : eventKinds.filter(({ ofIdentityCenter }) => !ofIdentityCenter);
}

function timeOf(event: Event): number {
  return event.EventTime?.getTime() ?? 0;
}

function uuid(random: Random): string {
  const hex = (length: number): string => random.text('0123456789abcdef', length);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
}

/** Tens of kilobytes, as whole policies in a request are. */
function largeText(random: Random): string {
  return `{"Statement":"${random.text('abcdefghijklmnop', 64).repeat(random.integer(500, 1500))}"}`;
}
