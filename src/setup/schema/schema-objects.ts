import { catalogue } from '../../aws/catalogue/index.ts';
import { COVERAGE, LEASES, OUTCOMES, RUNS, UNITS } from '../../ledger/ledger-tables.ts';
import { NOTIFICATIONS } from '../../ledger/notifications/notification-table.ts';
import { landingTable } from '../../load/landing.ts';
import { READABLE } from '../../load/readable.ts';
import type { View } from '../../snowflake/ddl.ts';
import type { Table } from '../../table.ts';
import { ACCESS_VIEWS } from '../access/access-views.ts';
import { iamUserActivity, identityCenterUserActivity } from '../views/activity-views.ts';
import { allViews } from '../views/all-views.ts';
import { trust } from '../views/iam-views.ts';
import { identityCenterAccess } from '../views/identity-center-access.ts';
import { ingestionMetadata } from '../views/ingestion-metadata.ts';
import { ORGANIZATION_VIEWS } from '../views/organization-views.ts';
import { publicAccess } from '../views/s3-views.ts';
import { trailAlarms } from '../views/trail-alarms.ts';
import { schemaVersion } from './schema-version.ts';

/** Every table of an installation but the connection tables, which users make. */
export const TABLES: readonly Table[] = [
  RUNS,
  COVERAGE,
  OUTCOMES,
  UNITS,
  LEASES,
  NOTIFICATIONS,
  READABLE,
  ...catalogue.flatMap((collector) => collector.tables.map(landingTable)),
];

/** Every view of an installation, in an order in which each can be made. */
export const VIEWS: readonly View[] = [
  schemaVersion,
  ...allViews(catalogue),
  ...ORGANIZATION_VIEWS,
  publicAccess,
  identityCenterAccess,
  trailAlarms,
  iamUserActivity,
  identityCenterUserActivity,
  trust,
  ...ACCESS_VIEWS,
  ingestionMetadata,
];
