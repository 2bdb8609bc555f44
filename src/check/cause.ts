import { bugError } from '../errors.ts';
import { AWS_CAUSES } from './aws/aws-causes.ts';
import type { Cause, Finding, Place } from './finding.ts';
import { SNOWFLAKE_CAUSES } from './snowflake/snowflake-causes.ts';

/** Everything the check can find wrong. */
export const CAUSES = { ...AWS_CAUSES, ...SNOWFLAKE_CAUSES };

export type CauseCode = keyof typeof CAUSES;

export type Details = Readonly<Record<string, string>>;

/** A failure that is explained. `said` is what AWS or Snowflake said, in their words. */
export function failed(place: Place, code: CauseCode, said: string, details: Details = {}): Finding {
  return { ...place, status: 'failed', code, message: said, ...explained(code, place, details) };
}

/** Something that works and should not stay so. */
export function warning(place: Place, code: CauseCode, said: string, details: Details = {}): Finding {
  return { ...place, status: 'warning', code, message: said, ...explained(code, place, details) };
}

function explained(code: CauseCode, { account, region }: Place, details: Details): Cause {
  const known: Details = { ...(account ? { account } : {}), ...(region ? { region } : {}), ...details };
  const { cause, fix }: Cause = CAUSES[code];
  return { cause: fill(cause, code, known), fix: fill(fix, code, known) };
}

/** JSON in a text has braces, too, but a quotation mark or colon in them. */
function fill(text: string, code: CauseCode, details: Details): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = details[name];
    if (value === undefined) throw bugError(`${code} is explained without its ${name}`);
    return value;
  });
}
