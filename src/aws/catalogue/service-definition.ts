import type { Scope, WhenEmpty } from './entry.ts';
import type { ServiceRates } from './rates.ts';
import type { InputOf, OperationOf } from './sdk-types.ts';
import type { SecretMembers } from './secrets.ts';
import type { ActionRequest, ActionSource, ServiceFacts } from './service-facts.ts';
import type { ServiceSdk } from './service-sdk.ts';
import type { SmallestRequest } from './smallest-request.ts';

/** Everything that is to be known of one AWS service: what is not said here is said nowhere else. */
export interface ServiceDefinition<
  M,
  O extends OperationOf<M>,
  Prefix extends string,
  Renamed extends string = never,
  Others extends string = never,
> extends ServiceSdk<M> {
  /** First word of its collectors' names. */
  readonly name: string;
  /** Of its IAM actions. */
  readonly prefix: Prefix;
  readonly scope: Scope;
  /** `AWS_EC2` + `_` + the entry's table name; defaults to the service's name. */
  readonly tablePrefix?: string;
  /** Fate of the service's collectors in empty regions: they are `read`, unless an entry or this says otherwise. */
  readonly whenEmpty?: WhenEmpty;
  /** Types of the tagging API, such as `lambda`, that show whether an empty region has come into use. */
  readonly shownByTags?: readonly string[];
  /** The smallest request of each operation that is asked, by which `check` learns whether it is allowed. */
  readonly requests: { readonly [K in O]: SmallestRequest<InputOf<M, K>> };
  /** Smallest request of every other operation, where all are asked alike. */
  readonly usualRequest?: SmallestRequest<object>;
  /** IAM actions of operations that are called otherwise. */
  readonly actions?: { readonly [K in O]?: Renamed };
  readonly rates?: ServiceRates<OperationOf<M>>;
  /** Members that AWS sends unasked and no row may have. */
  readonly secrets?: SecretMembers;
  /** Whether its items hold policy documents as text, which are decoded. */
  readonly hasPolicyDocuments?: true;
  /**
   * IAM actions of services behind this one, which asks them with the caller's rights: the operation through which each
   * is asked for, and its smallest request there.
   */
  readonly behind?: { readonly [A in Others]?: readonly [operation: O, ...SmallestRequest<object>] };
  /** Other services whose operations its entries use, too. */
  readonly with?: readonly ActionSource<Others>[];
}

type Behind = readonly [operation: string, ...SmallestRequest<object>];

/** Definition without the types of its SDK. */
export function factsOf<M extends object, O extends OperationOf<M>>(
  definition: ServiceDefinition<M, O, string, string, string>,
): ServiceFacts {
  const others = (definition.with ?? []).map(({ facts }) => facts);
  const requests = Object.entries(definition.requests as Readonly<Record<string, SmallestRequest<object>>>);
  const own = new Map<string, Omit<ActionRequest, 'service'>>(
    requests.map(([operation, smallest]) => [actionOf(definition, operation), { operation, smallest }]),
  );
  for (const [action, asked] of Object.entries<Behind | undefined>(definition.behind ?? {})) {
    const [operation = '', ...smallest] = asked ?? [];
    own.set(action, { operation, smallest: smallest as unknown as SmallestRequest<object>, isBehind: true });
  }
  const service = definition as unknown as ServiceSdk<object>;
  return {
    name: definition.name,
    api: definition.client.replace(/Client$/, ''),
    homes: definition.homes ?? {},
    rates: definition.rates ?? {},
    secrets: definition.secrets ?? {},
    requestFor(action) {
      const known = own.get(action);
      if (known) return { service, ...known };
      const [prefix, operation = ''] = action.split(':');
      const { usualRequest: smallest } = definition;
      if (smallest && prefix === definition.prefix) return { service, operation, smallest };
      return others.map((other) => other.requestFor(action)).find((request) => request !== undefined);
    },
    with: others,
  };
}

/** The IAM action of an operation. */
export function actionOf(
  {
    prefix,
    actions,
  }: { readonly prefix: string; readonly actions?: Readonly<Record<string, string | undefined>> },
  operation: string,
): string {
  return actions?.[operation] ?? `${prefix}:${operation}`;
}
