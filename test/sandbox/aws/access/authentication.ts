import type { AwsError } from '../contract.ts';
import type { Service } from '../services.ts';
import type { WireRequest } from '../wire/protocol.ts';
import { type Refusal, refuse } from '../wire/refusals.ts';
import type { Credentials, Identity } from './credentials.ts';
import {
  type Authorization,
  amzDate,
  expectedSignature,
  parseAuthorization,
  signedAt,
  signingKey,
} from './sigv4.ts';

const allowedSkewMs = 5 * 60_000;

/** Who signed a request and for which region. */
export interface Signer {
  readonly identity: Identity;
  readonly region: string;
}

/** Verifies signatures against the credentials it is given; keeps the derived signing keys. */
export class Authentication {
  readonly #credentials: Credentials;
  readonly #signingKeys = new Map<string, Buffer>();

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  /** Throws the service's own {@link AwsError} for whoever is not let in. */
  authenticate(service: Service, request: WireRequest, now: Date): Signer {
    const no = (refusal: Refusal, detail?: string): AwsError => refuse(service.refusals, refusal, detail);
    const text = request.headers.authorization;
    if (text === undefined) throw no('missing-authentication');
    const authorization = parseAuthorization(text);
    if (!authorization)
      throw no('incomplete-signature', `Authorization header is not a complete signature: ${text}`);
    if (!authorization.signedHeaders.includes('host')) {
      throw no('incomplete-signature', "'Host' must be a 'SignedHeader' in the AWS Authorization.");
    }
    const instant = signedAt(request);
    if (!instant) throw no('incomplete-signature', "Date must be in ISO-8601 'basic format'.");

    const identity = this.#credentials.find(authorization.accessKeyId);
    const token = request.headers['x-amz-security-token'];
    if (!identity || identity.session?.token !== token) throw no('unknown-key');
    const key = this.#signingKey(identity, authorization);
    if (expectedSignature(request, authorization, key) !== authorization.signature)
      throw no('wrong-signature');
    const skew = skewOf(instant, now);
    if (skew !== undefined) throw no('clock-skew', skew);
    if (!amzDate(instant).startsWith(authorization.date)) {
      throw no(
        'wrong-scope',
        'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date',
      );
    }
    if (identity.session && identity.session.expiresAt <= now) throw no('expired-session');
    if (identity.account.state !== 'ACTIVE') throw no('unknown-key');
    checkRegion(service, identity, authorization.region, no);
    return { identity, region: authorization.region };
  }

  #signingKey(identity: Identity, authorization: Authorization): Buffer {
    const { date, region, service } = authorization;
    const name = [identity.secretAccessKey, date, region, service].join(' ');
    const key = this.#signingKeys.get(name) ?? signingKey(identity.secretAccessKey, authorization);
    this.#signingKeys.set(name, key);
    return key;
  }
}

function skewOf(instant: Date, now: Date): string | undefined {
  const skew = instant.getTime() - now.getTime();
  if (skew < -allowedSkewMs) {
    const earliest = amzDate(new Date(now.getTime() - allowedSkewMs));
    return `Signature expired: ${amzDate(instant)} is now earlier than ${earliest} (${amzDate(now)} - 5 min.)`;
  }
  if (skew > allowedSkewMs) {
    const latest = amzDate(new Date(now.getTime() + allowedSkewMs));
    return `Signature not yet current: ${amzDate(instant)} is still later than ${latest} (${amzDate(now)} + 5 min.)`;
  }
  return undefined;
}

/** One address serves all regions here, so the credential scope is what says which one is meant. */
function checkRegion(
  service: Service,
  { world, account }: Identity,
  region: string,
  no: (refusal: Refusal, detail?: string) => AwsError,
): void {
  const home = service.homeRegion?.[world.partition];
  if (home !== undefined && region !== home) {
    throw no('wrong-scope', `Credential should be scoped to a valid region, not '${region}'.`);
  }
  const known = world.regions.find(({ name }) => name === region);
  if (!known) throw no('wrong-scope', `Credential should be scoped to a valid region, not '${region}'.`);
  if (known.optIn && !account.optedInRegions.has(region)) throw no('region-not-enabled');
}
