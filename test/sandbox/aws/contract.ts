/**
 * What the two halves of the AWS sandbox promise each other: the front (HTTP, protocols, credentials,
 * authorization, throttling, faults) and the world (a generated organization with its operations).
 */

import type { RegionAssets } from './region-assets.ts';
import type { Stack } from './stack-state.ts';

export type Partition = 'aws' | 'aws-us-gov' | 'aws-cn';

/** Who is calling: the result of looking the access key up. */
export interface Caller {
  readonly accountId: string;
  /** `arn:aws:iam::…:user/x` or `arn:aws:sts::…:assumed-role/name/session`. */
  readonly arn: string;
  /** For an assumed role the role's own ARN, else undefined. */
  readonly roleArn?: string;
  readonly userId: string;
}

/** One authorized, unthrottled call, as an operation sees it. Input has the SDK's own member names and types. */
export interface OperationCall<Input = unknown> {
  readonly input: Input;
  readonly caller: Caller;
  readonly account: Account;
  readonly region: string;
  readonly world: World;
  readonly now: Date;
  /** Makes temporary credentials; given to the operations of STS only. */
  readonly issueSession?: (grant: SessionGrant) => SessionCredentials;
  /** Why the caller may not do something else, in AWS's words; given to those that act on the caller's behalf. */
  readonly refusal?: (action: string, resource: string) => string | undefined;
}

/** Whom temporary credentials speak for, until when, and what they may at most do. */
export interface SessionGrant {
  readonly caller: Caller;
  readonly account: Account;
  readonly expiresAt: Date;
  /** Session policies: what none of them allows, the session may not do. Empty = no such limit. */
  readonly policies: readonly PolicyDocument[];
}

export interface SessionCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly Expiration: Date;
}

/** Answers with the SDK's own output shape (Date, Uint8Array, arrays, records); throws {@link AwsError}. */
export type Operation = (call: OperationCall) => object | Promise<object>;

/** `operations['ec2']['DescribeInstances']`; the service is the signing name, or the API where that has several. */
export type OperationTable = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** A modelled error in whatever protocol the service speaks. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Modelled members beside the message, such as a JSON error's `Reason`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

export type AccountState = 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED';

export interface Tag {
  Key: string;
  Value: string;
}

export interface OrganizationalUnit {
  readonly id: string;
  readonly arn: string;
  name: string;
  /** Root id or OU id. */
  parentId: string;
}

/** A service control policy and the ids (root, OU, account) it is attached to. */
export interface ServiceControlPolicy {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  document: PolicyDocument;
  targets: string[];
}

/** A policy of another type; it governs nothing in the sandbox. */
export interface OrganizationPolicy {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: import('@aws-sdk/client-organizations').PolicyType;
  readonly awsManaged: boolean;
  /** JSON as it was written. */
  content: string;
  targets: string[];
}

/** A member account that may administer services for the organization, by service principal. */
export interface DelegatedAdministrator {
  readonly accountId: string;
  readonly enabledAt: Date;
  readonly services: Map<string, Date>;
}

export interface PolicyStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | Record<string, string | string[]>;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export interface PolicyDocument {
  Version: '2012-10-17' | '2008-10-17';
  Id?: string;
  Statement: PolicyStatement[];
}

export interface NamedDocument {
  PolicyName: string;
  Document: PolicyDocument;
}

export interface AccessKey {
  readonly AccessKeyId: string;
  readonly secretAccessKey: string;
  Status: 'Active' | 'Inactive';
  CreateDate: Date;
  lastUsed?: { date: Date; region: string; service: string };
}

/** A virtual device's serial is an `:mfa/` ARN, a hardware token's its printed number, a passkey's a `:u2f/` ARN. */
export interface MfaDevice {
  readonly SerialNumber: string;
  readonly EnableDate: Date;
}

export interface IamUser {
  UserName: string;
  UserId: string;
  Arn: string;
  Path: string;
  CreateDate: Date;
  PasswordLastUsed?: Date;
  passwordEnabled: boolean;
  passwordLastChanged?: Date;
  mfaDevices: MfaDevice[];
  accessKeys: AccessKey[];
  groups: string[];
  inlinePolicies: NamedDocument[];
  attachedPolicyArns: string[];
  permissionsBoundaryArn?: string;
  tags: Tag[];
}

export interface IamGroup {
  GroupName: string;
  GroupId: string;
  Arn: string;
  Path: string;
  CreateDate: Date;
  inlinePolicies: NamedDocument[];
  attachedPolicyArns: string[];
}

export interface IamRole {
  RoleName: string;
  RoleId: string;
  Arn: string;
  Path: string;
  CreateDate: Date;
  Description?: string;
  MaxSessionDuration: number;
  trustPolicy: PolicyDocument;
  inlinePolicies: NamedDocument[];
  attachedPolicyArns: string[];
  permissionsBoundaryArn?: string;
  lastUsed?: { date: Date; region: string };
  tags: Tag[];
  instanceProfile?: InstanceProfile;
}

/** The profile through which instances wear the role that holds it. */
export interface InstanceProfile {
  readonly InstanceProfileName: string;
  readonly InstanceProfileId: string;
  readonly Arn: string;
  readonly Path: string;
  readonly CreateDate: Date;
}

export interface ManagedPolicy {
  PolicyName: string;
  PolicyId: string;
  Arn: string;
  Path: string;
  Description?: string;
  CreateDate: Date;
  UpdateDate: Date;
  DefaultVersionId: string;
  versions: { VersionId: string; CreateDate: Date; Document: PolicyDocument }[];
}

export type SamlProvider = import('@aws-sdk/client-iam').GetSAMLProviderResponse & {
  readonly CreateDate: Date;
  readonly ValidUntil: Date;
};

export interface AvailabilityZoneName {
  /** `eu-west-1a`: which building that is differs from account to account. */
  readonly name: string;
  /** `euw1-az2`: the same building for everyone. */
  readonly id: string;
}

/** EC2 facts of one account in one enabled region, in the SDK's own shapes. */
export interface RegionState extends RegionAssets {
  readonly zones: readonly AvailabilityZoneName[];
  /** Every instance is in exactly one reservation, which may hold several. */
  readonly reservations: import('@aws-sdk/client-ec2').Reservation[];
  readonly securityGroups: import('@aws-sdk/client-ec2').SecurityGroup[];
  readonly vpcs: import('@aws-sdk/client-ec2').Vpc[];
  readonly subnets: import('@aws-sdk/client-ec2').Subnet[];
  /** Trails that are at home in the region. */
  readonly trails: TrailState[];
}

/** A trail in its home region: what DescribeTrails, GetTrailStatus and GetEventSelectors say of it. */
export interface TrailState {
  readonly trail: import('@aws-sdk/client-cloudtrail').Trail;
  status: import('@aws-sdk/client-cloudtrail').GetTrailStatusResponse;
  selectors: import('@aws-sdk/client-cloudtrail').GetEventSelectorsResponse;
}

/** A management event of one account and region, and when CloudTrail lets it be looked up. */
export interface ManagementEvent {
  readonly deliveredAt: Date;
  readonly event: import('@aws-sdk/client-cloudtrail').Event;
}

/** An event beside those that are generated. */
export interface PlantedEvent extends ManagementEvent {
  readonly accountId: string;
  readonly region: string;
}

export interface IamState {
  readonly users: Map<string, IamUser>;
  readonly groups: Map<string, IamGroup>;
  readonly roles: Map<string, IamRole>;
  /** Customer-managed policies by ARN; AWS-managed ones live in {@link World.awsManagedPolicies}. */
  readonly policies: Map<string, ManagedPolicy>;
  /** By ARN, as are OIDC providers and server certificates. */
  readonly samlProviders: Map<string, SamlProvider>;
  readonly oidcProviders: Map<string, import('@aws-sdk/client-iam').GetOpenIDConnectProviderResponse>;
  readonly serverCertificates: Map<string, import('@aws-sdk/client-iam').ServerCertificateMetadata>;
  rootLastUsed?: Date;
  rootMfaActive: boolean;
  /** Absent where its device is virtual, as most are; lists of virtual devices do not have a hardware one. */
  rootMfaIsHardware?: boolean;
  /** Absent where root has none. */
  rootAccessKeys?: number;
  /** False where the organization took its password away; absent where it has one. */
  rootHasPassword?: boolean;
  accountAlias?: string;
  /** Absent where nobody ever set one. */
  passwordPolicy?: import('@aws-sdk/client-iam').PasswordPolicy;
}

/** Where an account stands with its credential report; outlives the account's generated state. */
export interface CredentialReportJob {
  /** How many polls a cold report takes until it is complete (0 = at once). */
  coldPolls: number;
  /** Polls of the report being made; 0 when none is. */
  pollsMade: number;
  /** The report as AWS last generated it; reused for four hours. */
  report?: { readonly generatedAt: Date; readonly content: string };
}

export interface Account {
  readonly id: string;
  readonly arn: string;
  name: string;
  email: string;
  state: AccountState;
  joinedMethod: 'INVITED' | 'CREATED';
  joinedAt: Date;
  /** Root id or OU id. */
  parentId: string;
  tags: Tag[];
  readonly isManagement: boolean;
  /** Region → opted in; regions that need no opt-in are always on. */
  readonly optedInRegions: Set<string>;
  readonly credentialReport: CredentialReportJob;
  /** Of CloudFormation, by region and name. */
  readonly stacks: Map<string, Stack>;
  /**
   * Generated on use and released again, so that thousands of accounts start at once and cost no memory. What
   * is returned is for reading; changes go through {@link Account.changeIam} or they are lost on release.
   */
  iam(): IamState;
  /** As {@link Account.iam}. Throws on a region that is not enabled: the caller asks `enabledRegions` first. */
  region(name: string): RegionState;
  /** Regions that need no opt-in and those opted in. */
  enabledRegions(): string[];
  /** Applies the edit now and whenever the state is generated anew; it must do the same each time. */
  changeIam(edit: (iam: IamState) => void): void;
  /** What a further service has here, by a name such as `s3` or `kms us-east-1`; else as {@link Account.iam}. */
  content<T extends object>(name: string, generate: () => T): T;
  changeContent<T extends object>(name: string, edit: (state: T) => void): void;
  readonly size: 'small' | 'medium' | 'large';
  changeRegion(name: string, edit: (region: RegionState) => void): void;
}

export interface RegionInfo {
  readonly name: string;
  readonly optIn: boolean;
}

/** One organization in one partition; everything in it follows from the seed. */
export interface World {
  readonly partition: Partition;
  readonly seed: number;
  readonly organizationId: string;
  readonly rootId: string;
  readonly managementAccountId: string;
  readonly accounts: Map<string, Account>;
  readonly organizationalUnits: Map<string, OrganizationalUnit>;
  readonly serviceControlPolicies: ServiceControlPolicy[];
  readonly organizationPolicies: OrganizationPolicy[];
  /** By account id. */
  readonly delegatedAdministrators: Map<string, DelegatedAdministrator>;
  /** Services with trusted access, by principal. */
  readonly trustedServices: Map<string, Date>;
  /** Centralized root access; needs trusted access for IAM. */
  readonly rootAccessFeatures: Set<import('@aws-sdk/client-iam').FeatureType>;
  /** Accounts of which somebody has archived all that analyzers found. */
  readonly reviewedAccounts: Set<string>;
  /** False makes every account of the world one that belongs to no organization. */
  inOrganization: boolean;
  /** An organization for consolidated billing knows no policies, and no features of centralized root access. */
  featureSet: 'ALL' | 'CONSOLIDATED_BILLING';
  readonly awsManagedPolicies: Map<string, ManagedPolicy>;
  readonly regions: readonly RegionInfo[];
  /** Regions that hold assets. */
  readonly assetRegions: readonly string[];
  /** The one permission policy that every member role carries: changing it changes all accounts at once. */
  readonly memberPolicy: PolicyDocument;
  /** The organization's Identity Center: generated at first use, then kept and changed in place. */
  identityCenter(): import('./identity-center-state.ts').IdentityCenterState;
  /** Looks a long-term key up in O(1) accounts: like AWS's own, a key id carries its account's number. */
  findAccessKey(accessKeyId: string): { account: Account; user: IamUser; key: AccessKey } | undefined;
  /** Names and keys the connector is configured with. */
  readonly entry: WorldEntry;
  /** `State` and `Paths` on accounts, or the older answer with `Status` alone. */
  accountShape: 'state' | 'status-only';
  /** Items that a page holds at most, whatever is asked for: AWS promises a token, never a full page. */
  largestPage?: number;
  /** Every list begins with a page of nothing and a token, which AWS may answer at any place of a list. */
  emptyFirstPages?: boolean;
  /** Management events beside those that the clock brings. */
  readonly plantedEvents: PlantedEvent[];
}

/** How the connector gets in: the user it runs as, the roles it assumes. */
export interface WorldEntry {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** `arn:…:role/snowcensus-hub`, assumed first, in the hub account. */
  readonly sourceRoleArn: string;
  /** Role in the management account that may read Organizations. */
  readonly organizationRoleArn: string;
  /** Name of the role in every member account. */
  readonly memberRoleName: string;
  readonly externalId: string;
}

/** What the world generator is asked for. */
export interface WorldOptions {
  readonly seed: number;
  /** How many accounts in all, management account included. */
  readonly accounts: number;
  readonly partition?: Partition;
  /** Actions the member role's permission policy allows. */
  readonly memberActions: readonly string[];
  /** Actions the organization role's permission policy allows. */
  readonly organizationActions: readonly string[];
  /** Regions that hold assets; default us-east-1, eu-west-1, ap-southeast-2 in `aws`. */
  readonly assetRegions?: readonly string[];
}
