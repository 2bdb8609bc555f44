import type { Detection } from '../detections/detection.ts';
import type { SchemaReference } from '../snowflake/identifiers.ts';

/** The credential of the service user, as far as it is public. */
export type Credential =
  | {
      readonly auth: 'key-pair';
      /** Base64 of the public key, without its first and last line. */
      readonly publicKey: string;
    }
  | { readonly auth: 'workload-identity'; readonly awsRoleArn: string }
  | { readonly auth: 'oauth' }
  | { readonly auth: 'pat' };

/** Roles that work with the schema, by their stored names. */
export interface Roles {
  /** Owns the schema and all in it; upgrades it. */
  readonly owner: string;
  /** The role of the runs: loads, and makes nothing. */
  readonly loader: string;
  /** The role of people and detections: reads views. */
  readonly reader: string;
}

/** The detections that are installed, and the schema that they are in. */
export interface DetectionSet {
  readonly schema: SchemaReference;
  readonly all: readonly Detection[];
}

/** Everything that `setup` makes, with the roles that receive grants. Stored names. */
export interface Installation {
  readonly schema: SchemaReference;
  readonly warehouse: string;
  readonly roles: Roles;
  readonly user: string;
  readonly credential: Credential | undefined;
  /** Credits a month at which a resource monitor stops the warehouse. */
  readonly creditQuota: number | undefined;
  /** Addresses and ranges the service user may come from; none means from anywhere. */
  readonly allowedAddresses: readonly string[];
  /** Whether the user may log in by its credential's method only. */
  readonly authenticationPolicy: boolean;
  /** Undefined leaves them out. */
  readonly detections?: DetectionSet | undefined;
  /** The schema of the views under SnowAlert's names; undefined leaves them out. */
  readonly snowAlert?: SchemaReference | undefined;
}

/** The names where the settings and flags say nothing else. */
export const DEFAULT_NAMES = {
  owner: 'SNOWCENSUS_OWNER',
  loader: 'SNOWCENSUS_LOADER',
  reader: 'SNOWCENSUS_READER',
  user: 'SNOWCENSUS',
  warehouse: 'SNOWCENSUS_WH',
} as const;
