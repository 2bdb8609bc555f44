import type { SessionFacts } from '../expression/binder.ts';
import { textLiteral } from '../expression/literals.ts';
import { quoteString } from '../syntax/tokens.ts';
import { type Bound, bound } from '../types/bound.ts';
import { DATE, LTZ, NTZ, TEXT, TIME } from '../types/types.ts';
import type { Place } from './session-context.ts';

/** What a session knows of itself beyond its place. */
export interface Identity {
  readonly sessionId: string;
  readonly transactionId: string | undefined;
  readonly lastQueryId: string | undefined;
  readonly now: Date;
}

const ACCOUNT = 'SANDBOX';
const VERSION = '9.33.1';

/** The session's answers to CURRENT_…() while one statement runs. */
export function statementFacts(place: Place, identity: Identity): SessionFacts {
  const at = `TIMESTAMPTZ ${quoteString(identity.now.toISOString())}`;
  return {
    ...timeFacts(at),
    ...fixedFacts(),
    CURRENT_USER: orNull(place.user),
    CURRENT_ROLE: orNull(place.role),
    CURRENT_DATABASE: orNull(place.database),
    CURRENT_SCHEMA: orNull(place.schema),
    CURRENT_WAREHOUSE: orNull(place.warehouse),
    CURRENT_SESSION: orNull(identity.sessionId),
    CURRENT_TRANSACTION: orNull(identity.transactionId ?? null),
    LAST_QUERY_ID: orNull(identity.lastQueryId ?? null),
  };
}

/** The same inside a view, which must ask again each time it is read. */
export function viewFacts(): SessionFacts {
  const names = ['USER', 'ROLE', 'DATABASE', 'SCHEMA', 'WAREHOUSE', 'SESSION'];
  const variables = names.map((name) => [
    `CURRENT_${name}`,
    bound(`CAST(getvariable('CURRENT_${name}') AS VARCHAR)`, TEXT),
  ]);
  return { ...timeFacts('now()'), ...fixedFacts(), ...Object.fromEntries(variables) };
}

function timeFacts(at: string): SessionFacts {
  const utc = bound(`timezone('UTC', ${at})`, NTZ, false);
  const now = bound(at, LTZ, false);
  return {
    CURRENT_TIMESTAMP: now,
    LOCALTIMESTAMP: now,
    GETDATE: now,
    SYSTIMESTAMP: now,
    SYSDATE: utc,
    CURRENT_DATE: bound(`CAST(${at} AS DATE)`, DATE, false),
    CURRENT_TIME: bound(`CAST(CAST(${at} AS TIMESTAMP) AS TIME)`, TIME, false),
    LOCALTIME: bound(`CAST(CAST(${at} AS TIMESTAMP) AS TIME)`, TIME, false),
  };
}

function fixedFacts(): SessionFacts {
  return {
    CURRENT_ACCOUNT: textLiteral(ACCOUNT),
    CURRENT_ACCOUNT_NAME: textLiteral(ACCOUNT),
    CURRENT_ORGANIZATION_NAME: textLiteral('SANDBOX_ORGANIZATION'),
    CURRENT_REGION: textLiteral('LOCAL'),
    CURRENT_VERSION: textLiteral(VERSION),
  };
}

function orNull(value: string | null): Bound {
  return value === null ? bound('CAST(NULL AS VARCHAR)', TEXT) : textLiteral(value);
}
