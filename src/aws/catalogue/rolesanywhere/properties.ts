/** Properties of the resources of IAM Roles Anywhere, as CloudFormation's schemas have them. */

interface Tag {
  readonly Key?: string;
  readonly Value?: string;
}

interface Common {
  readonly Name?: string;
  readonly Enabled?: boolean;
  readonly Tags?: readonly Tag[];
}

/** Certificate authority; its certificates open sessions. */
export interface TrustAnchorProperties extends Common {
  readonly TrustAnchorArn?: string;
  readonly Source?: {
    readonly SourceType?: string;
    readonly SourceData?: { readonly AcmPcaArn?: string; readonly X509CertificateData?: string };
  };
  readonly NotificationSettings?: readonly object[];
}

/** Roles that may be taken, and what narrows the sessions. */
export interface ProfileProperties extends Common {
  readonly ProfileArn?: string;
  readonly RoleArns?: readonly string[];
  /** Document of a policy, as text. */
  readonly SessionPolicy?: string;
  readonly ManagedPolicyArns?: readonly string[];
  readonly DurationSeconds?: number;
  readonly RequireInstanceProperties?: boolean;
  readonly AcceptRoleSessionName?: boolean;
  readonly AttributeMappings?: readonly object[];
}

/** A list of certificates that are taken back. */
export interface CrlProperties extends Common {
  readonly TrustAnchorArn?: string;
  /** The list itself, in PEM. */
  readonly CrlData?: string;
}
