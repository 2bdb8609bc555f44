import type { GetOpenIDConnectProviderResponse, GetSAMLProviderResponse } from '@aws-sdk/client-iam';
import { ask } from '../ask.ts';
import { listAll } from '../listing.ts';
import { ofEach } from '../not-found.ts';
import { tagMap } from '../tagging/tags.ts';
import { iam } from './service.ts';

/** AWS's code for a provider that was deleted since it was listed. */
const gone = ['NoSuchEntityException'];

type Provider<Response> = Omit<Response, '$metadata'> & { readonly Arn: string };

export const samlProviders = iam.read<{ SAML_PROVIDERS: Provider<GetSAMLProviderResponse> }>(
  'saml_providers',
  {
    doc: 'SAML identity providers with their metadata.',
    calls: '1, 1 per provider',
    actions: ['iam:ListSAMLProviders'],
    conditional: { 'iam:GetSAMLProvider': 'the account has such a provider' },
    tables: {
      SAML_PROVIDERS: {
        doc: 'SAML identity providers, one row each.',
        key: 'Arn',
        columns: {
          ARN: ['STRING', 'Arn', 'Provider ARN, as trust policies name it.'],
          CREATED_AT: ['TIMESTAMP_LTZ', 'CreateDate', 'When it was made.'],
          VALID_UNTIL: ['TIMESTAMP_LTZ', 'ValidUntil', 'When its metadata expires.'],
          ENTITY_ID: ['STRING', (provider) => entityId(provider.SAMLMetadataDocument), 'Who it speaks for.'],
          ASSERTION_ENCRYPTION: ['STRING', 'AssertionEncryptionMode', 'Required, Allowed or not set.'],
          TAGS: ['VARIANT', (provider) => tagMap(provider.Tags), 'Tags as an object.'],
        },
      },
    },
    async *read(context) {
      const items = await listAll(context, iam, 'ListSAMLProviders', 'SAMLProviderList');
      const providers = ofEach({ items, gone, things: 'identity providers' }, async ({ Arn = '' }) => {
        return [{ Arn, ...(await ask(context, iam, 'GetSAMLProvider', { SAMLProviderArn: Arn })) }];
      });
      for await (const provider of providers) yield ['SAML_PROVIDERS', provider];
    },
  },
);

export const oidcProviders = iam.read<{ OIDC_PROVIDERS: Provider<GetOpenIDConnectProviderResponse> }>(
  'oidc_providers',
  {
    doc: 'OpenID Connect identity providers with their audiences.',
    calls: '1, 1 per provider',
    actions: ['iam:ListOpenIDConnectProviders'],
    conditional: { 'iam:GetOpenIDConnectProvider': 'the account has such a provider' },
    tables: {
      OIDC_PROVIDERS: {
        doc: 'OpenID Connect identity providers, one row each.',
        key: 'Arn',
        columns: {
          ARN: ['STRING', 'Arn', 'Provider ARN, as trust policies name it.'],
          URL: ['STRING', 'Url', 'Issuer, without https://.'],
          CLIENT_IDS: ['VARIANT', 'ClientIDList', 'Audiences it takes.'],
          THUMBPRINTS: ['VARIANT', 'ThumbprintList', 'Thumbprints of its certificates.'],
          CREATED_AT: ['TIMESTAMP_LTZ', 'CreateDate', 'When it was made.'],
          TAGS: ['VARIANT', (provider) => tagMap(provider.Tags), 'Tags as an object.'],
        },
      },
    },
    async *read(context) {
      const items = await listAll(context, iam, 'ListOpenIDConnectProviders', 'OpenIDConnectProviderList');
      const providers = ofEach({ items, gone, things: 'identity providers' }, async ({ Arn = '' }) => {
        const input = { OpenIDConnectProviderArn: Arn };
        return [{ Arn, ...(await ask(context, iam, 'GetOpenIDConnectProvider', input)) }];
      });
      for await (const provider of providers) yield ['OIDC_PROVIDERS', provider];
    },
  },
);

/** The `entityID` of the metadata's root element. */
function entityId(document: string | undefined): string | undefined {
  return document && /<[^>]*EntityDescriptor\b[^>]*\bentityID="([^"]+)"/.exec(document)?.[1];
}
