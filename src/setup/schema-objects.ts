import { catalogue } from '../aws/catalogue/index.ts';
import { COVERAGE, LEASES, RUNS, UNITS } from '../ledger/ledger-tables.ts';
import { landingTable } from '../load/landing.ts';
import type { View } from '../snowflake/ddl.ts';
import type { Table } from '../table.ts';
import { identityCenterAccess } from './identity-center-access.ts';
import { ingestionMetadata } from './ingestion-metadata.ts';
import { ORGANIZATION_VIEWS } from './organization-views.ts';
import { schemaVersion } from './schema-version.ts';
import { allViews } from './views.ts';

/** Every table of an installation but the connection tables, which users make. */
export const TABLES: readonly Table[] = [
  RUNS,
  COVERAGE,
  UNITS,
  LEASES,
  ...catalogue.flatMap((collector) => collector.tables.map(landingTable)),
];

/** Every view of an installation, in an order in which each can be made. */
export const VIEWS: readonly View[] = [
  schemaVersion,
  ...allViews(catalogue),
  ...ORGANIZATION_VIEWS,
  identityCenterAccess,
  ingestionMetadata,
];
