import { isSnowcensusError } from '../../errors.ts';
import { type CauseCode, type Details, failed } from '../cause.ts';
import type { Finding, Place } from '../finding.ts';

/** The words of Snowflake, with their number where it gave one. */
function snowflakeWords(error: unknown): string {
  const { code, message } = driverFailure(error);
  return code === undefined || message.includes(code) ? message : `${code}: ${message}`;
}

/** Snowflake's own number of the failure, such as 003001; undefined where it was not Snowflake that failed. */
export function snowflakeCode(error: unknown): string | undefined {
  return driverFailure(error).code;
}

/** Failure with an error that tells its own cause, as those of logins do. */
export function selfExplained(place: Place, error: unknown): Finding {
  const { code = 'misconfigured', message } = driverFailure(error);
  const said = error instanceof Error ? error.message : String(error);
  const hint = isSnowcensusError(error) ? error.hint : undefined;
  return {
    ...place,
    status: 'failed',
    code,
    message,
    ...(said === message ? {} : { cause: said }),
    ...(hint === undefined ? {} : { fix: hint }),
  };
}

/** A failure that the step explains. */
export function refused(place: Place, code: CauseCode, error: unknown, details: Details): Finding {
  return failed(place, code, snowflakeWords(error), details);
}

function driverFailure(error: unknown): { readonly code: string | undefined; readonly message: string } {
  const driver = isSnowcensusError(error) && error.cause instanceof Error ? error.cause : error;
  const message = driver instanceof Error ? driver.message : String(driver);
  const code = driver instanceof Error && 'code' in driver ? String(driver.code).padStart(6, '0') : undefined;
  return { code, message };
}
