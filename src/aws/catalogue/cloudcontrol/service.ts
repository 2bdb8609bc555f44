import type { Rate } from '../../token-bucket.ts';
import type { ServiceDeclaration } from '../entry-specs.ts';
import { service } from '../service.ts';
import { NOTHING } from '../smallest-request.ts';

const sdk = () => import('@aws-sdk/client-cloudcontrol');
type CloudControl = Awaited<ReturnType<typeof sdk>>;

/** Actions that the handlers of a type of resource need, as CloudFormation's schema of the type has them. */
export interface HandlerActions<Action extends string> {
  /** Of its list; the first is enough where there is nothing to list. */
  readonly list: readonly [Action, ...Action[]];
  /** Of the read of one resource; the first is asked before any other. */
  readonly read: readonly [Action, ...Action[]];
}

/** Service that is read through Cloud Control. */
interface Behind<Type extends string, Action extends string> {
  /** First word of its collectors' names. */
  readonly name: string;
  /** Types of the tagging API that show whether an empty region has come into use. */
  readonly shownByTags: readonly string[];
  /** An identifier that none of its resources has. */
  readonly nobody: string;
  readonly types: { readonly [T in Type]: HandlerActions<Action> };
}

/** Such a service with the actions of its handlers, by type. */
export interface CloudControlled<Type extends string, Action extends string>
  extends ServiceDeclaration<CloudControl, 'GetResource' | 'ListResources', string> {
  readonly types: Behind<Type, Action>['types'];
}

/**
 * Rate of each operation. Cloud Control publishes none, and draws on those of the services behind it: IAM Roles Anywhere
 * lets one request a second through for each kind of its resources, and one for tags.
 * https://docs.aws.amazon.com/general/latest/gr/rolesanywhere.html
 */
const SLOWEST: Rate = { perSecond: 0.8, burst: 1 };

/** Name of no type: Cloud Control says so to every caller with a right to the operation, before any service is asked. */
const NO_TYPE = 'Snowcensus::Check::Nothing';
const UNKNOWN_TYPE = 'TypeNotFoundException';

/**
 * Declares a service that has no client here and is read through Cloud Control, which asks it with the rights of the
 * caller: both IAM actions are needed, those of Cloud Control and those of the service.
 */
export function behindCloudControl<const Type extends string, const Action extends string>(
  behind: Behind<Type, Action>,
): CloudControlled<Type, Action> {
  const declared = service({
    name: behind.name,
    prefix: 'cloudformation',
    scope: 'region',
    sdk,
    client: 'CloudControlClient',
    whenEmpty: 'wait',
    shownByTags: behind.shownByTags,
    rates: { usual: SLOWEST },
    requests: {
      GetResource: [{ TypeName: NO_TYPE, Identifier: NOTHING }, UNKNOWN_TYPE],
      ListResources: [{ TypeName: NO_TYPE }, UNKNOWN_TYPE],
    },
    behind: askedThrough(behind),
  });
  return { ...declared, types: behind.types };
}

type Asked = readonly ['GetResource' | 'ListResources', object, ...string[]];

/** How each action of the handlers is asked for: by a list, or by the read of a resource that there is not. */
function askedThrough<Action extends string>({
  types,
  nobody,
}: Behind<string, Action>): Readonly<Record<string, Asked>> {
  const asked: Record<string, Asked> = {};
  for (const [TypeName, { list, read }] of Object.entries(types)) {
    const one = { TypeName, Identifier: nobody };
    // The others are asked of a resource that is there: no answer about one that is not tells of them.
    for (const action of read) asked[action] ??= ['GetResource', one];
    asked[read[0]] = ['GetResource', one, 'ResourceNotFoundException'];
    asked[list[0]] = ['ListResources', { TypeName }];
  }
  return asked;
}
