import { hash } from 'node:crypto';
import { transientError } from '../../errors.ts';
import type { Client } from '../client.ts';
import { awsFailure } from '../outcome.ts';
import { brokenAnswer, requiredList } from './answer.ts';
import { callOf } from './ask.ts';
import type { CollectContext } from './context.ts';
import type { InputOf, ListedIn, OperationOf, OutputOf } from './sdk-types.ts';
import type { Sender, ServiceSdk } from './service-sdk.ts';

/** The request of a list: fixed members; the paging members are the paginator's. */
export interface ListRequest<M, O extends string> {
  readonly input?: Partial<InputOf<M, O>>;
  /** Items per page; left out where the operation's own default is the most. */
  readonly pageSize?: number | undefined;
  /** Region that is asked, where it is not the unit's. */
  readonly elsewhere?: string | undefined;
}

/**
 * The answers to an operation, page by page: the only way in which the catalogue pages. A list whose page token leads
 * back to a page that was read already ends with a transient error instead of going on for ever. A token that AWS no
 * longer takes begins the list once more from its start; what was read before then comes again.
 */
export async function* pagesOf<M extends object, const O extends OperationOf<M>>(
  context: CollectContext,
  service: ServiceSdk<M>,
  operation: O,
  request: ListRequest<M, O> = {},
): AsyncGenerator<OutputOf<M, O> & object> {
  try {
    yield* readOnce(context, service, operation, request);
  } catch (error) {
    if (!isTokenRefused(error)) throw error;
    yield* readOnce(context, service, operation, request);
  }
}

/** The items of a whole list. Throws where a page lacks the member that AWS always sends. */
export async function listAll<
  M extends object,
  const O extends OperationOf<M>,
  const K extends keyof OutputOf<M, O> & string,
>(
  context: CollectContext,
  service: ServiceSdk<M>,
  operation: O,
  member: K,
  request: ListRequest<M, O> = {},
): Promise<ListedIn<OutputOf<M, O>, K>[]> {
  const read = async () => {
    const items: ListedIn<OutputOf<M, O>, K>[] = [];
    for await (const page of readOnce(context, service, operation, request)) {
      const list = page[member] as readonly ListedIn<OutputOf<M, O>, K>[] | undefined;
      for (const item of requiredList(list, operation, member)) items.push(item);
    }
    return items;
  };
  return read().catch((error: unknown) => {
    if (!isTokenRefused(error)) throw error;
    return read();
  });
}

/** Whether the SDK has a paginator for the operation; without one the whole answer comes at once. */
export function hasPages(sdk: object, operation: string): boolean {
  return `paginate${operation}` in sdk;
}

type Paginator = (
  config: { client: Client; pageSize?: number },
  input: object,
  options: object,
) => AsyncIterable<object>;

/** Every page once; without a restart. For a list that has a better way to go on than from its start. */
export async function* readOnce<M extends object, const O extends OperationOf<M>>(
  context: CollectContext,
  service: ServiceSdk<M>,
  operation: O,
  { input = {}, pageSize, elsewhere }: ListRequest<M, O>,
): AsyncGenerator<OutputOf<M, O> & object> {
  const { client, command } = await callOf(context, service, operation, input, elsewhere);
  const options = { abortSignal: context.signal };
  const sdk = await service.sdk();
  if (hasPages(sdk, operation)) {
    const paginate = (sdk as Record<string, unknown>)[`paginate${operation}`] as Paginator;
    const config = { client: refusingRepeats(client, operation), ...(pageSize ? { pageSize } : {}) };
    // A paginator writes its tokens into the request it was given.
    yield* paginate(config, command.input, options) as AsyncIterable<OutputOf<M, O> & object>;
  } else {
    yield* withoutPaginator(refusingRepeats(client, operation) as Sender, command, options) as AsyncIterable<
      OutputOf<M, O> & object
    >;
  }
}

/** Page tokens of operations for which the SDK has no paginator: request and answer call them the same. */
const TOKENS = ['NextToken', 'nextToken', 'NextMarker', 'Marker'] as const;

/** Most such answers are whole. Some bear a token all the same, such as those of newer lists of IAM. */
async function* withoutPaginator(
  client: Sender,
  command: { readonly input: object },
  options: object,
): AsyncGenerator<object> {
  for (let token: object | undefined = {}; token !== undefined; ) {
    Object.assign(command.input, token);
    const answer: object = await client.send(command, options);
    yield answer;
    token = tokenIn(answer);
  }
}

function tokenIn(answer: object): object | undefined {
  const members = answer as Readonly<Record<string, unknown>>;
  const name = TOKENS.find((each) => typeof members[each] === 'string' && members[each] !== '');
  return name === undefined ? undefined : { [name]: members[name] };
}

/**
 * The client, for one list: the SDK's paginators follow whatever token comes, be it one that has been before, and end
 * without one, whatever else the answer says.
 */
function refusingRepeats(client: Sender, operation: string): Client {
  const asked = new Set<string>();
  const send: Sender['send'] = async (command, ...others) => {
    const request = hash('sha256', JSON.stringify(command.input), 'base64');
    if (asked.has(request)) throw withoutProgress(operation);
    asked.add(request);
    const answer = await client.send(command, ...others);
    if (isCutOff(answer)) throw brokenAnswer(operation, 'says that more follows, and not where');
    return answer;
  };
  // A paginator asks for an instance of the client's own class.
  return Object.create(client, { send: { value: send } }) as Client;
}

/** Members by which services say that a list is not whole, and those that tell where it goes on. */
const MORE = ['IsTruncated', 'isTruncated', 'Truncated', 'truncated'] as const;
const WHERE = /^next|(?:marker|token)$/i;

function isCutOff(answer: object): boolean {
  const members = answer as Readonly<Record<string, unknown>>;
  if (!MORE.some((name) => members[name] === true)) return false;
  return !Object.entries(members).some(
    ([name, value]) => WHERE.test(name) && value !== undefined && value !== '',
  );
}

function withoutProgress(operation: string): Error {
  return transientError(
    `the pages of ${operation} lead back to one that was read before, so they never end`,
    {
      hint: 'Run again; if it persists, look for a proxy or an emulator between this process and AWS.',
    },
  );
}

/** Codes that services have for a page token alone. */
const TOKEN_CODES =
  /^(?:Invalid|Expired)(?:(?:Next|Page|Paging|Pagination|Continuation)Token|Marker)(?:Exception)?$/;

/** Codes for a request that is not valid, whose words tell whether its page token is what AWS does not take. */
const REQUEST_CODES =
  /^(?:Validation(?:Error|Exception)|(?:Invalid|Bad)(?:Input|Request|Argument|Parameter(?:Value)?)(?:Exception)?)$/;
const TOKEN_WORDS = /(?:next|page|paging|pagination|continuation)[\s_-]*token|\bmarker\b/i;

/** Whether AWS refuses the page token: most expire, after minutes to hours, while a long list is read. */
export function isTokenRefused(error: unknown): boolean {
  const { code, message } = awsFailure(error);
  if (TOKEN_CODES.test(code)) return true;
  const reason = error instanceof Error && 'Reason' in error ? String(error.Reason) : '';
  return REQUEST_CODES.test(code) && TOKEN_WORDS.test(`${message} ${reason}`);
}
