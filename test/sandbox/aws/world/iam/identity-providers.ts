import type { GetOpenIDConnectProviderResponse } from '@aws-sdk/client-iam';
import type { IamRole, SamlProvider } from '../../contract.ts';
import { type Blueprint, iamArn, randomOf } from '../blueprint.ts';
import { newest, oldest } from '../times.ts';

const century = 100 * 365 * 86_400_000;

/** Those that roles trust, as Identity Center makes them, and here and there a company's own. */
export function generateSamlProviders(
  blueprint: Blueprint,
  roles: readonly IamRole[],
): Map<string, SamlProvider> {
  const random = randomOf(blueprint, 'saml providers');
  const own = random.chance(0.3) ? [iamArn(blueprint, 'saml-provider', '/', 'okta+corp')] : [];
  const providers = [...trusted(roles, ':saml-provider/'), ...own].map((arn) => {
    const created = random.date(oldest, newest);
    const provider: SamlProvider = {
      SAMLMetadataDocument: metadata(arn),
      CreateDate: created,
      ValidUntil: new Date(created.getTime() + century),
      ...(own.includes(arn)
        ? {
            SAMLProviderUUID: `ASPA${random.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 17)}`,
            AssertionEncryptionMode: 'Allowed',
            Tags: [{ Key: 'owner', Value: 'identity' }],
          }
        : {}),
    };
    return [arn, provider] as const;
  });
  return new Map(providers);
}

function metadata(arn: string): string {
  const issuer = `https://idp.example.com/saml/${encodeURIComponent(arn.slice(arn.lastIndexOf('/') + 1))}`;
  return `<?xml version="1.0" encoding="UTF-8"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${issuer}"></md:EntityDescriptor>`;
}

/** Those that roles trust. */
export function generateOidcProviders(
  blueprint: Blueprint,
  roles: readonly IamRole[],
): Map<string, GetOpenIDConnectProviderResponse> {
  const random = randomOf(blueprint, 'oidc providers');
  const providers = trusted(roles, ':oidc-provider/').map((arn) => {
    const provider: GetOpenIDConnectProviderResponse = {
      Url: arn.slice(arn.indexOf('/') + 1),
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: [random.text('0123456789abcdef', 40)],
      CreateDate: random.date(oldest, newest),
      Tags: [{ Key: 'owner', Value: 'platform' }],
    };
    return [arn, provider] as const;
  });
  return new Map(providers);
}

function trusted(roles: readonly IamRole[], kind: string): string[] {
  const principals = roles.flatMap(({ trustPolicy }) =>
    trustPolicy.Statement.flatMap(({ Principal }) =>
      typeof Principal === 'object' ? (Principal.Federated ?? []) : [],
    ),
  );
  return [...new Set(principals.filter((arn) => arn.includes(kind)))];
}
