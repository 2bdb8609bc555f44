import { AwsError, type Operation, type OperationCall } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { SandboxDefect } from '../wire/protocol.ts';
import { type ListShape, operationShape, type Shape, type StructureShape } from '../wire/shapes.ts';
import { createRandom } from '../world/random.ts';
import { type Drawing, draw } from './draw.ts';

/** What AWS documents of a list and the SDK's schema does not say. */
interface ModelFacts {
  /** Prefix of the service in ARNs, where the operations of the service are not named by it. */
  readonly service?: string;
  /** The most items that a request may ask for; must be said where the request has a member for it. */
  readonly most?: number;
  /** The fewest, where that is not one. */
  readonly fewest?: number;
  /** What AWS answers to a token that is not its own. Default `ValidationException`. */
  readonly invalid?: string;
}

/** Things that an account has of one kind in one region. */
const MOST_THINGS = 8;

/** Items of a page, however many are asked for: AWS promises a token, never a full page. */
const FULL_PAGE = 3;

const TOKENS = ['NextToken', 'nextToken', 'NextMarker', 'Marker', 'PaginationToken', 'NextPageToken'];
const SIZES = [
  'MaxResults',
  'maxResults',
  'MaxItems',
  'MaxRecords',
  'Limit',
  'limit',
  'PageSize',
  'pageSize',
];

/**
 * The operation `name` of an SDK module, whose answer lists things under `member`: drawn from the SDK's own schema, the
 * same for the same seed, account and region, and paged. For lists whose things need not agree with anything else. A
 * request that asks for more than a plain list is a defect of the sandbox, and told as one: such an operation is to be
 * written by hand.
 */
export function modelled(
  sdk: Readonly<Record<string, unknown>>,
  name: string,
  member: string,
  facts: ModelFacts = {},
): Readonly<Record<string, Operation>> {
  const model = readModel(sdk, name, member, facts);
  return { [name]: (call) => answer(call, model) };
}

interface Model {
  readonly name: string;
  readonly member: string;
  readonly item: Shape;
  readonly drawing: Pick<Drawing, 'sdk' | 'service'>;
  readonly invalid: string;
  /** Undefined where the operation does not page. */
  readonly pages: { readonly tokenIn: string; readonly tokenOut: string } | undefined;
  readonly size: { readonly member: string; readonly fewest: number; readonly most: number } | undefined;
}

function readModel(
  sdk: Readonly<Record<string, unknown>>,
  name: string,
  member: string,
  facts: ModelFacts,
): Model {
  const broken = (what: string) => new SandboxDefect(`modelled(…, '${name}', '${member}'): ${what}`);
  const shape = operationShape(sdk, name);
  if (!shape) throw broken(`the SDK has no operation ${name}`);
  const [input, output] = [membersOf(shape.input), membersOf(shape.output)];
  const list = output.get(member)?.shape;
  if (list?.kind !== 'list')
    throw broken(`the answer has no list ${member}, but ${[...output.keys()].join(', ')}`);
  const needed = [...input.values()].filter(({ required }) => required).map((each) => each.name);
  if (needed.length > 0) throw broken(`the request needs ${needed.join(', ')}: write it by hand`);
  const [tokenIn, tokenOut, size] = [TOKENS, TOKENS, SIZES].map((names, index) =>
    names.find((each) => (index === 1 ? output : input).has(each)),
  );
  if (size !== undefined && facts.most === undefined) {
    throw broken(`the request has ${size}: say the most that AWS takes, as { most: 100 }`);
  }
  return {
    name,
    member,
    item: (list as ListShape).item(),
    drawing: { sdk, service: facts.service ?? 'sandbox' },
    invalid: facts.invalid ?? 'ValidationException',
    pages: tokenIn !== undefined && tokenOut !== undefined ? { tokenIn, tokenOut } : undefined,
    size: size === undefined ? undefined : { member: size, fewest: facts.fewest ?? 1, most: facts.most ?? 0 },
  };
}

function membersOf(shape: Shape): ReturnType<StructureShape['members']> {
  return shape.kind === 'structure' ? shape.members() : new Map();
}

function answer(call: OperationCall, model: Model): object {
  const { name, member, pages, invalid } = model;
  const input = call.input as Readonly<Record<string, unknown>>;
  const known = [pages?.tokenIn, model.size?.member, 'DryRun'];
  const strange = Object.keys(input).filter((each) => input[each] !== undefined && !known.includes(each));
  if (strange.length > 0) {
    throw new SandboxDefect(
      `the modelled ${name} knows no ${strange.join(', ')}: write it by hand in operations/`,
    );
  }
  const asked = askedSize(input, model);
  const items = thingsOf(call, model);
  if (!pages) return { [member]: items };
  const page = pageOf(call, {
    list: `${name} ${call.region}`,
    items,
    size: Math.min(asked, FULL_PAGE),
    token: input[pages.tokenIn] as string | undefined,
    invalidToken: () => new AwsError(invalid, `${pages.tokenIn} is not valid`),
  });
  return { [member]: page.items, ...(page.nextToken && { [pages.tokenOut]: page.nextToken }) };
}

function askedSize(input: Readonly<Record<string, unknown>>, { size, invalid }: Model): number {
  if (!size) return FULL_PAGE;
  const asked = (input[size.member] ?? size.most) as number;
  if (asked >= size.fewest && asked <= size.most) return asked;
  throw new AwsError(invalid, `${size.member} must be between ${size.fewest} and ${size.most}`);
}

/** None in a region that the account does not use. */
function thingsOf({ world, account, region }: OperationCall, model: Model): readonly unknown[] {
  if (account.region(region).vpcs.every(({ IsDefault }) => IsDefault === true)) return [];
  const path = [world.seed, account.id, region, model.drawing.service, model.name] as const;
  const count = createRandom(...path).integer(0, MOST_THINGS);
  return Array.from({ length: count }, (_, index) =>
    draw(model.item, {
      ...model.drawing,
      random: createRandom(...path, index),
      partition: world.partition,
      accountId: account.id,
      region,
    }),
  );
}
