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
