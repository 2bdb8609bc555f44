import type { ServiceRates } from './rates.ts';
import type { SecretMembers } from './secrets.ts';
import type { ServiceSdk } from './service-sdk.ts';
import type { SmallestRequest } from './smallest-request.ts';

/** Facts of a service for code that knows nothing of its SDK's types. */
export interface ServiceFacts {
  readonly name: string;
  /** The SDK's name of the service: `EC2` for `EC2Client`. */
  readonly api: string;
  readonly homes: NonNullable<ServiceSdk<object>['homes']>;
  readonly rates: ServiceRates;
  readonly secrets: SecretMembers;
  /** How an IAM action is asked for; undefined where it is none of this service, nor of those of `with`. */
  requestFor(action: string): ActionRequest | undefined;
  readonly with: readonly ServiceFacts[];
}

/** The smallest request that needs an IAM action. */
export interface ActionRequest {
  readonly service: ServiceSdk<object>;
  readonly operation: string;
  readonly smallest: SmallestRequest<object>;
  /** Whether the action is that of a service behind the one that is asked, which needs an action of its own. */
  readonly isBehind?: boolean;
}

/** A service as another may use it: its facts, and the IAM actions of its operations. */
export interface ActionSource<Action extends string> {
  readonly facts: ServiceFacts;
  /** Only its type matters: the actions. */
  readonly action?: Action;
}
