import type { Group, User } from '@aws-sdk/client-identitystore';
import type { Partition } from '../../contract.ts';
import type { ApplicationState, TokenIssuerState } from '../../identity-center-state.ts';
import { createRandom } from '../random.ts';
import { newest, oldest } from '../times.ts';

const hex = '0123456789abcdef';

interface Instance {
  readonly seed: number;
  readonly partition: Partition;
  /** The first is the management account, in which the instance is. */
  readonly accountIds: readonly string[];
  readonly instanceId: string;
}

interface Kind {
  readonly name: string;
  readonly provider: string;
  readonly description?: string;
  readonly url?: string;
  readonly required: boolean;
  readonly enabled: boolean;
}

const KINDS: readonly Kind[] = [
  { name: 'Wiki', provider: 'custom-saml', url: 'https://wiki.example.com/', required: true, enabled: true },
  { name: 'QuickSight', provider: 'quicksight', description: 'Made by AWS', required: false, enabled: true },
  { name: 'Old portal', provider: 'custom', url: 'https://old.example.com/', required: true, enabled: false },
];

/** The first is assigned to more people than a page holds, the second needs no assignment, nobody has the last. */
export function generateApplications({
  seed,
  partition,
  accountIds: [owner = ''],
  instanceId,
  store: { users, groups },
}: Instance & { readonly store: { readonly users: User[]; readonly groups: Group[] } }): {
  applications: ApplicationState[];
} {
  const applications = KINDS.map((kind, nth): ApplicationState => {
    const random = createRandom(seed, 'identity center', 'application', kind.name);
    const ApplicationArn = `arn:${partition}:sso::${owner}:application/${instanceId}/apl-${random.text(hex, 16)}`;
    return {
      application: {
        ApplicationArn,
        ApplicationProviderArn: `arn:${partition}:sso::aws:applicationProvider/${kind.provider}`,
        Name: kind.name,
        ApplicationAccount: owner,
        InstanceArn: `arn:${partition}:sso:::instance/${instanceId}`,
        Status: kind.enabled ? 'ENABLED' : 'DISABLED',
        ...(kind.url
          ? {
              PortalOptions: {
                SignInOptions: { Origin: 'APPLICATION', ApplicationUrl: kind.url },
                Visibility: kind.enabled ? 'ENABLED' : 'DISABLED',
              },
            }
          : {}),
        ...(kind.description ? { Description: kind.description } : {}),
        CreatedDate: random.date(oldest, newest),
      },
      assignmentRequired: kind.required,
      assignments:
        nth === 0
          ? [
              ...groups.slice(1, 3).map(({ GroupId }) => ({
                ApplicationArn,
                PrincipalId: GroupId,
                PrincipalType: 'GROUP' as const,
              })),
              ...users.slice(0, 110).map(({ UserId }) => ({
                ApplicationArn,
                PrincipalId: UserId,
                PrincipalType: 'USER' as const,
              })),
            ]
          : [],
    };
  });
  return { applications };
}

export function generateTokenIssuers({ seed, partition, accountIds: [owner = ''], instanceId }: Instance): {
  tokenIssuers: TokenIssuerState[];
} {
  const random = createRandom(seed, 'identity center', 'token issuer');
  const id = [8, 4, 4, 4, 12].map((length) => random.text(hex, length)).join('-');
  return {
    tokenIssuers: [
      {
        issuer: {
          TrustedTokenIssuerArn: `arn:${partition}:sso::${owner}:trustedTokenIssuer/${instanceId}/tti-${id}`,
          Name: 'partner',
          TrustedTokenIssuerType: 'OIDC_JWT',
        },
        configuration: {
          OidcJwtConfiguration: {
            IssuerUrl: 'https://login.example.com/',
            ClaimAttributePath: 'email',
            IdentityStoreAttributePath: 'emails.value',
            JwksRetrievalOption: 'OPEN_ID_DISCOVERY',
          },
        },
      },
    ],
  };
}
