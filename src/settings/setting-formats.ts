import type convict from 'convict';
import { regionProblem } from '../partition.ts';
import { parseHttpAddress } from './http-address.ts';
import { snowflakeAccount } from './snowflake-account.ts';

/** The formats that entries of the settings name, beside lists of choices. */
export const SETTING_FORMATS: Record<string, convict.Format> = {
  text: {
    validate: (value: unknown) =>
      check(typeof value === 'string' && value.trim() !== '', 'must be text; quote it'),
  },
  url: {
    validate: (value: unknown) =>
      check(
        typeof value === 'string' && isWebAddress(value),
        'must be a URL such as https://myorg-myaccount.privatelink.snowflakecomputing.com',
      ),
  },
  proxy: {
    validate: (value: unknown) =>
      check(
        typeof value === 'string' && isWebAddress(value),
        'must be a URL such as http://proxy.corp:3128, scheme included',
      ),
  },
  webhook: {
    validate: (value: unknown) =>
      check(
        typeof value === 'string' && isWebAddress(value),
        'must be a URL that begins with https://, or with http:// where the network is trusted',
      ),
  },
  account: {
    validate: (value: unknown) =>
      check(
        typeof value === 'string' && snowflakeAccount(value) !== undefined,
        'must be an account identifier such as MYORG-MYACCOUNT, without https:// and .snowflakecomputing.com',
      ),
  },
  address: {
    validate: (value: unknown) =>
      check(
        typeof value === 'string' && parseHttpAddress(value) !== undefined,
        'must be off, or an address with a port such as 127.0.0.1:8080 or [::]:8080',
      ),
  },
  region: {
    validate: (value: unknown) => {
      const problem = regionProblem(String(value));
      if (problem !== undefined) throw new Error(problem);
    },
  },
  whole: {
    // convict's own numbers accept "16 or so".
    coerce: (value: string) => (/^\d+$/.test(value) ? Number(value) : value),
    validate: (value: unknown, { min, max }) =>
      check(
        Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
        `must be a whole number from ${min} to ${max}`,
      ),
  },
  decimal: {
    coerce: (value: string) => (/^\d+(\.\d+)?$/.test(value) ? Number(value) : value),
    validate: (value: unknown, { min, max }) =>
      check(
        typeof value === 'number' && value >= min && value <= max,
        `must be a number from ${min} to ${max}`,
      ),
  },
  rates: {
    validate: (value: unknown) =>
      check(
        typeof value === 'string' && value.split(',').every((each) => isRateFactor(each.trim())),
        `must be services with factors from ${LEAST_RATE} to ${MOST_RATE}, such as kms=2, lambda=0.5`,
      ),
  },
};

/** Whether it is a URL of http or https. */
export function isWebAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}

/** Bounds of a factor of AWS's published rates. */
export const LEAST_RATE = 0.1;
export const MOST_RATE = 100;

function isRateFactor(text: string): boolean {
  const factor = Number(/^[a-z0-9]+\s*=\s*(\d+(?:\.\d+)?)$/.exec(text)?.[1]);
  return factor >= LEAST_RATE && factor <= MOST_RATE;
}

function check(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem);
}
