/** `MYORG-MYACCOUNT`, `xy12345.eu-central-1.aws`, either with `.privatelink`: parts of a host name. */
const IDENTIFIER = /^[a-z0-9][\w-]*(?:\.[a-z0-9][\w-]*){0,3}$/i;

const HOST = /^(.+)\.snowflakecomputing\.com$/i;

/** The page of a browser, `https://app.snowflake.com/myorg/myaccount/…`, or `…/us-east-1/xy12345/…`. */
const PAGE = /^app\.snowflake\.com\/([a-z0-9_.-]+)\/([a-z0-9_-]+)/i;

/**
 * The account identifier in what people take for it: with `https://`, Snowflake's domain, a path or blanks around it, or
 * the address of their browser's page. Undefined where no identifier can be made of it.
 */
export function snowflakeAccount(written: string): string | undefined {
  const bare = written.trim().replace(/^https?:\/\//i, '');
  const [, place = '', account] = PAGE.exec(bare) ?? [];
  const host = bare.split(/[/?#]/, 1)[0] ?? '';
  // Organizations have no hyphen in their names, and regions have.
  const shown = account && (place.includes('-') ? `${account}.${place}` : `${place}-${account}`);
  const found = shown ?? HOST.exec(host)?.[1] ?? (isAddress(written) ? undefined : host);
  // Of organization and account a slash is how SQL tools write the hyphen.
  const joined = /^[a-z0-9_]+\/[a-z0-9_-]+\/?$/i.test(bare)
    ? bare.replace(/\/$/, '').replace('/', '-')
    : found;
  if (joined === undefined) return undefined;
  return IDENTIFIER.test(joined) && !/snowflakecomputing|snowflake\.com$/i.test(joined) ? joined : undefined;
}

/** Whether the text is the address of a host of somebody else's: an account with dots in it is written without a scheme. */
function isAddress(written: string): boolean {
  return /^\s*https?:\/\/[^/?#]*\./i.test(written);
}
