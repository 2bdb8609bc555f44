import type { Group, GroupMembership, User } from '@aws-sdk/client-identitystore';
import type {
  AccountAssignment,
  Application,
  ApplicationAssignment,
  AttachedManagedPolicy,
  CustomerManagedPolicyReference,
  PermissionSet,
  PermissionsBoundary,
  TrustedTokenIssuerConfiguration,
  TrustedTokenIssuerMetadata,
} from '@aws-sdk/client-sso-admin';

/** The organization's instance of IAM Identity Center, in the SDK's own shapes. It lives in one region. */
export interface IdentityCenterState {
  readonly instanceArn: string;
  readonly identityStoreId: string;
  readonly createdAt: Date;
  /** False where nobody ever enabled Identity Center. */
  enabled: boolean;
  /** The only region that it answers in. */
  region: string;
  readonly users: User[];
  readonly groups: Group[];
  readonly memberships: GroupMembership[];
  readonly permissionSets: PermissionSetState[];
  /** Each names its account, permission set and principal; a principal may have been deleted since. */
  readonly assignments: AccountAssignment[];
  readonly applications: ApplicationState[];
  readonly tokenIssuers: TokenIssuerState[];
}

export interface ApplicationState {
  readonly application: Application;
  assignmentRequired: boolean;
  readonly assignments: ApplicationAssignment[];
}

export interface TokenIssuerState {
  readonly issuer: TrustedTokenIssuerMetadata;
  readonly configuration: TrustedTokenIssuerConfiguration;
}

export interface PermissionSetState {
  readonly set: PermissionSet & { readonly PermissionSetArn: string };
  /** JSON as it was written; empty where there is none. */
  inlinePolicy: string;
  readonly managedPolicies: AttachedManagedPolicy[];
  readonly customerManagedPolicies: CustomerManagedPolicyReference[];
  boundary?: PermissionsBoundary;
}
