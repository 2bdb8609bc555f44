import { validateDetailed } from 'node-cron';

/** Schedule of a connection: five-field cron in a time zone of the IANA database. */
export interface Schedule {
  readonly cron: string;
  readonly timezone: string;
}

const NAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/**
 * Turns what a user wrote into five-field cron: cron itself, a name such as `@hourly`,
 * or SnowAlert's two fields (minute and hour).
 */
export function parseSchedule(text: string): { readonly cron: string } | string {
  const trimmed = text.trim();
  const fields = trimmed.split(/\s+/);
  if (trimmed.startsWith('@')) {
    const cron = NAMES[trimmed.toLowerCase()];
    return cron === undefined
      ? `"${text}" is not the name of a schedule; known are ${Object.keys(NAMES).join(', ')}`
      : { cron };
  }
  if (fields.length !== 5 && fields.length !== 2) {
    return `"${text}" must have five fields: minute hour day-of-month month day-of-week`;
  }
  const cron = (fields.length === 2 ? [...fields, '*', '*', '*'] : fields).join(' ');
  // The parser counts a range through from end to end.
  const large = /\d{3,}/.exec(cron)?.[0];
  if (large !== undefined) return `"${text}" is not a schedule: no field goes as far as ${large}`;
  const { valid, errors } = validateDetailed(cron);
  return valid
    ? { cron }
    : `"${text}" is not a schedule: ${errors.map(({ field, value }) => `the ${spell(field)} "${value}" is not possible`).join('; ')}`;
}

/** `dayOfMonth` as the messages and cron's own manual write it: `day-of-month`. */
function spell(field: string): string {
  return field.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}
