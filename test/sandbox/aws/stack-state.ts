import type { Account, World } from './contract.ts';

/** A CloudFormation template, as parsed. */
export interface StackTemplate {
  readonly AWSTemplateFormatVersion?: string;
  readonly Description?: string;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Description?: string; readonly Value: unknown }>>;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Description?: string;
  readonly Default?: string;
  readonly AllowedPattern?: string;
  readonly MinLength?: number;
  readonly MaxLength?: number;
  readonly NoEcho?: boolean;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
}

/** A resource that a stack has made. */
export interface DeployedResource {
  readonly type: string;
  readonly physicalId: string;
  /** With every function worked out. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What happened to a stack, or to a resource of it. */
export interface StackEvent {
  readonly at: Date;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

/** What a stack is to become. */
export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly type: 'CREATE' | 'UPDATE';
  readonly createdAt: Date;
  readonly templateText: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly capabilities: readonly string[];
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  status: 'CREATE_IN_PROGRESS' | 'CREATE_COMPLETE' | 'FAILED';
  executionStatus: 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_COMPLETE';
  reason?: string;
}

/** What CloudFormation keeps of one stack of an account and region. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  updatedAt?: Date;
  status: string;
  statusReason?: string;
  /** What it comes to once it has been looked at: AWS takes its time, and says so first. */
  settlesAs?: string;
  templateText: string;
  parameters: ReadonlyMap<string, string>;
  capabilities: readonly string[];
  tags: ChangeSet['tags'];
  outputs: readonly { readonly key: string; readonly value: string; readonly description?: string }[];
  readonly resources: Map<string, DeployedResource>;
  readonly events: StackEvent[];
  readonly changeSets: Map<string, ChangeSet>;
}

/** Where a stack's resources come to be, and on whose behalf. */
export interface Deployment {
  readonly world: World;
  readonly account: Account;
  readonly region: string;
  readonly now: Date;
  /** Why whoever deploys may not do this, in AWS's words; undefined where that is allowed. */
  readonly refusal: (action: string, resource: string) => string | undefined;
}
