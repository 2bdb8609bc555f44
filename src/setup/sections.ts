import { accountSections } from './account/account-sections.ts';
import { detectionSections } from './detections/detection-section.ts';
import type { Installation } from './installation.ts';
import { schemaSections } from './schema/schema-sections.ts';
import { script } from './section.ts';
import { snowAlertSections } from './snowalert/snowalert-views.ts';

/** Parts of the set-up: one for administrators of the account, one for the owner of the schema. */
export const SETUP_PARTS = ['account', 'schema'] as const;
export type SetupPart = (typeof SETUP_PARTS)[number];

/** The scripts that set an installation up, in the order in which they run. */
export function setupScripts(installation: Installation): Readonly<Record<string, string>> {
  const { tables, views, grants } = schemaSections(installation);
  return {
    '010_account.sql': script(accountSections(installation)),
    '020_tables.sql': script([tables]),
    '030_views.sql': script([views]),
    '040_grants.sql': script([grants]),
    ...(installation.detections ? { '050_detections.sql': script(detectionSections(installation)) } : {}),
    ...(installation.snowAlert ? { '060_snowalert.sql': script(snowAlertSections(installation)) } : {}),
  };
}

/** The whole, or one part of it, as one script. */
export function setupScript(installation: Installation, part: SetupPart | undefined): string {
  return Object.entries(setupScripts(installation))
    .filter(([name]) => part === undefined || (part === 'account') === name.endsWith('account.sql'))
    .map(([, text]) => text)
    .join('\n');
}
