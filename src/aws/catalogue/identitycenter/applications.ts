import type {
  Application,
  ApplicationAssignment,
  TrustedTokenIssuerMetadata,
} from '@aws-sdk/client-sso-admin';
import type { CollectContext } from '../context.ts';
import type { ItemSource } from '../entry-specs.ts';
import { listAll } from '../listing.ts';
import { ofEach } from '../not-found.ts';
import { readInstance } from './instance.ts';
import { identityCenter } from './service.ts';

const pageSize = 100;
const gone = ['ResourceNotFoundException'];

/** Every application of the instance, listed once for all collectors. */
function readApplications(context: CollectContext): Promise<readonly Application[]> {
  return context.once('identitycenter:applications', async (shared) => {
    const { InstanceArn } = await readInstance(shared);
    const request = { input: { InstanceArn }, pageSize };
    return listAll(shared, identityCenter, 'ListApplications', 'Applications', request);
  });
}

const listed: ItemSource<Application> = {
  actions: ['sso:ListInstances', 'sso:ListApplications'],
  calls: '1, 1 per 100 applications',
  async *pages(context) {
    yield await readApplications(context);
  },
};

export const applications = identityCenter.details('applications', {
  doc: 'Applications that people sign in to through Identity Center, and whether one must be assigned for that.',
  thing: 'application',
  list: listed,
  gone,
  details: {
    AssignmentRequired: identityCenter
      .detailsOf<Application>()
      .each('GetApplicationAssignmentConfiguration', {
        request: ({ ApplicationArn }) => ({ ApplicationArn }),
        take: ({ AssignmentRequired }) => AssignmentRequired,
      }),
  },
  tables: {
    APPLICATIONS: {
      doc: 'Applications of Identity Center, one row each.',
      key: 'ApplicationArn',
      columns: {
        ARN: ['STRING', 'ApplicationArn', 'Application ARN.'],
        NAME: ['STRING', 'Name', 'Name.'],
        DESCRIPTION: ['STRING', 'Description', 'Description.'],
        PROVIDER_ARN: ['STRING', 'ApplicationProviderArn', 'Kind of application; its last part names it.'],
        APPLICATION_ACCOUNT_ID: ['STRING', 'ApplicationAccount', 'Account that has the application.'],
        STATUS: ['STRING', 'Status', 'ENABLED or DISABLED.'],
        ASSIGNMENT_REQUIRED: [
          'BOOLEAN',
          'AssignmentRequired',
          'Whether only those get in who are assigned; false lets every user in.',
        ],
        IN_PORTAL: [
          'BOOLEAN',
          ({ PortalOptions: { Visibility } = {} }) =>
            Visibility === undefined ? undefined : Visibility === 'ENABLED',
          'Whether people see it in their access portal.',
        ],
        URL: [
          'STRING',
          ({ PortalOptions }) => PortalOptions?.SignInOptions?.ApplicationUrl,
          'Where people are sent, if the application signs in.',
        ],
        CREATED_AT: ['TIMESTAMP_LTZ', 'CreatedDate', 'When it was made.'],
      },
    },
  },
});

export const applicationAssignments = identityCenter.read<{ APPLICATION_ASSIGNMENTS: ApplicationAssignment }>(
  'application_assignments',
  {
    doc: 'Who is assigned which application of Identity Center, at a call for each application and 100 assignments.',
    calls: '1, 1 per 100 applications, 1 per application and 100 assignments',
    actions: ['sso:ListInstances', 'sso:ListApplications'],
    conditional: { 'sso:ListApplicationAssignments': 'there is an application' },
    tables: {
      APPLICATION_ASSIGNMENTS: {
        doc: 'Assignments of applications, one row per application and user or group.',
        key: ({ ApplicationArn, PrincipalId }) => `${ApplicationArn}/${PrincipalId}`,
        columns: {
          APPLICATION_ARN: ['STRING', 'ApplicationArn', 'Application.'],
          PRINCIPAL_TYPE: ['STRING', 'PrincipalType', 'USER or GROUP.'],
          PRINCIPAL_ID: ['STRING', 'PrincipalId', 'Id of the user or group.'],
        },
      },
    },
    async *read(context) {
      const items = await readApplications(context);
      const rows = ofEach({ items, gone, things: 'applications' }, ({ ApplicationArn }) =>
        listAll(context, identityCenter, 'ListApplicationAssignments', 'ApplicationAssignments', {
          input: { ApplicationArn },
          pageSize,
        }),
      );
      for await (const row of rows) yield ['APPLICATION_ASSIGNMENTS', row];
    },
  },
);

const listedIssuers: ItemSource<TrustedTokenIssuerMetadata> = {
  actions: ['sso:ListInstances', 'sso:ListTrustedTokenIssuers'],
  calls: '1, 1 per 100 issuers',
  async *pages(context) {
    const { InstanceArn } = await readInstance(context);
    const request = { input: { InstanceArn }, pageSize };
    yield await listAll(context, identityCenter, 'ListTrustedTokenIssuers', 'TrustedTokenIssuers', request);
  },
};

export const trustedTokenIssuers = identityCenter.details('trusted_token_issuers', {
  doc: 'Issuers outside AWS whose tokens Identity Center takes for its users.',
  thing: 'issuer',
  list: listedIssuers,
  gone,
  details: {
    Configuration: identityCenter.detailsOf<TrustedTokenIssuerMetadata>().each('DescribeTrustedTokenIssuer', {
      request: ({ TrustedTokenIssuerArn }) => ({ TrustedTokenIssuerArn }),
      take: ({ TrustedTokenIssuerConfiguration }) => TrustedTokenIssuerConfiguration,
    }),
  },
  tables: {
    TRUSTED_TOKEN_ISSUERS: {
      doc: 'Trusted token issuers of Identity Center, one row each.',
      key: 'TrustedTokenIssuerArn',
      columns: {
        ARN: ['STRING', 'TrustedTokenIssuerArn', 'Issuer ARN.'],
        NAME: ['STRING', 'Name', 'Name.'],
        TYPE: ['STRING', 'TrustedTokenIssuerType', 'OIDC_JWT.'],
        ISSUER_URL: [
          'STRING',
          ({ Configuration }) => Configuration?.OidcJwtConfiguration?.IssuerUrl,
          'Issuer that tokens must name.',
        ],
        CLAIM: [
          'STRING',
          ({ Configuration }) => Configuration?.OidcJwtConfiguration?.ClaimAttributePath,
          'Claim of the token that tells the user.',
        ],
        USER_ATTRIBUTE: [
          'STRING',
          ({ Configuration }) => Configuration?.OidcJwtConfiguration?.IdentityStoreAttributePath,
          'Attribute of users that the claim is compared with.',
        ],
      },
    },
  },
});
