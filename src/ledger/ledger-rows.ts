import { z } from 'zod';
import { countOrZero, instantValue, optionalInstant, optionalText, textValue } from '../snowflake/decode.ts';

/** A row of CONNECTOR_RUNS, as far as statements of ours read it. */
export const runRow = z.object({
  RUN_ID: textValue,
  CONNECTION: textValue,
  STATUS: z.enum(['running', 'ok', 'partial', 'failed', 'aborted', 'missed']),
  TRIGGERED_BY: optionalText,
  STARTED_AT: instantValue,
  FINISHED_AT: optionalInstant,
  UNITS_HELD: countOrZero,
  ROW_COUNT: countOrZero,
  ERROR: optionalText,
});

/** A row of CONNECTOR_LEASES. */
export const leaseRow = z.object({
  RUN_ID: textValue,
  WORKER: textValue,
  ACQUIRED_AT: instantValue,
  EXPIRES_AT: instantValue,
});

/** Row of the last whole list of an accounts connection, and of its last run. */
export const latestRow = z.object({
  WHOLE_RUN_ID: optionalText,
  // Columns of a run, NULL together where the connection has none.
  RUN_ID: optionalText,
  STATUS: z.enum(['ok', 'partial', 'failed', 'aborted']).nullable(),
  ERROR: optionalText,
});

/** Row of a unit's watermark. */
export const watermarkRow = z.object({
  COLLECTOR: textValue,
  ACCOUNT_ID: textValue,
  REGION: textValue,
  WATERMARK: instantValue,
});
