import { service } from '../service.ts';
import { NOTHING, type RequestFacts } from '../smallest-request.ts';

const arnOf =
  (kind: string) =>
  ({ partition, accountId }: RequestFacts) =>
    `arn:${partition}:iam::${accountId}:${kind}/${NOTHING}`;

/** IAM: what its collectors, in several files, are declared with. */
export const iam = service({
  name: 'iam',
  prefix: 'iam',
  scope: 'account',
  sdk: () => import('@aws-sdk/client-iam'),
  client: 'IAMClient',
  // AWS publishes no rate of IAM; all its operations seem to share a bucket of ten a second or more.
  rates: { shared: { of: 'account', rate: { perSecond: 8, burst: 16 } } },
  hasPolicyDocuments: true,
  requests: {
    GenerateCredentialReport: [{}, 'LimitExceededException'],
    GenerateOrganizationsAccessReport: [
      { EntityPath: 'o-0000000000/r-0000' },
      'InvalidInputException',
      'NoSuchEntityException',
      'ReportGenerationLimitExceededException',
      'ValidationError',
    ],
    GenerateServiceLastAccessedDetails: [(facts) => ({ Arn: arnOf('role')(facts) }), 'NoSuchEntityException'],
    GetAccessKeyLastUsed: [{ AccessKeyId: 'AKIA0000000000000000' }, 'NoSuchEntityException'],
    GetAccountAuthorizationDetails: [{ Filter: ['User'], MaxItems: 1 }],
    GetAccountPasswordPolicy: [{}, 'NoSuchEntityException'],
    GetAccountProperties: [{}],
    GetAccountSummary: [{}],
    GetCredentialReport: [
      {},
      'CredentialReportNotPresentException',
      'CredentialReportNotReadyException',
      'CredentialReportExpiredException',
    ],
    GetOpenIDConnectProvider: [
      (facts) => ({ OpenIDConnectProviderArn: arnOf('oidc-provider')(facts) }),
      'NoSuchEntityException',
    ],
    GetOrganizationsAccessReport: [
      { JobId: '00000000-0000-0000-0000-000000000000' },
      'NoSuchEntityException',
    ],
    GetOutboundWebIdentityFederationInfo: [{}, 'FeatureDisabledException'],
    GetSAMLProvider: [
      (facts) => ({ SAMLProviderArn: arnOf('saml-provider')(facts) }),
      'NoSuchEntityException',
    ],
    GetServiceLastAccessedDetails: [
      { JobId: '00000000-0000-0000-0000-000000000000' },
      'NoSuchEntityException',
    ],
    ListAccessKeys: [{ UserName: NOTHING, MaxItems: 1 }, 'NoSuchEntityException'],
    ListAccountAliases: [{ MaxItems: 1 }],
    ListDelegationRequests: [{ MaxItems: 1 }, 'InvalidAction'],
    ListMFADevices: [{ UserName: NOTHING, MaxItems: 1 }, 'NoSuchEntityException'],
    ListOpenIDConnectProviders: [{}],
    ListOrganizationsFeatures: [
      {},
      'ServiceAccessNotEnabledException',
      'OrganizationNotInAllFeaturesModeException',
      'InvalidAction',
    ],
    ListRoles: [{ MaxItems: 1 }],
    ListSAMLProviders: [{}],
    ListServerCertificates: [{ MaxItems: 1 }],
    ListServiceSpecificCredentials: [{ AllUsers: true, MaxItems: 1 }],
    ListUsers: [{ MaxItems: 1 }],
    ListVirtualMFADevices: [{ MaxItems: 1 }],
  },
});
