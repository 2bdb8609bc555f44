import {
  GetOpenIDConnectProviderCommand,
  type GetOpenIDConnectProviderResponse,
  GetSAMLProviderCommand,
  type GetSAMLProviderResponse,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListSAMLProvidersCommand,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import { requiredList } from '../answer.ts';
import { tagMap } from '../tags.ts';
import { iam } from './service.ts';

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
      const client = context.client(IAMClient);
      const options = { abortSignal: context.signal };
      const answer = await client.send(new ListSAMLProvidersCommand({}), options);
      for (const { Arn = '' } of requiredList(
        answer.SAMLProviderList,
        'ListSAMLProviders',
        'SAMLProviderList',
      )) {
        const provider = await unlessGone(
          client.send(new GetSAMLProviderCommand({ SAMLProviderArn: Arn }), options),
        );
        if (provider) yield ['SAML_PROVIDERS', { Arn, ...withoutMetadata(provider) }];
      }
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
      const client = context.client(IAMClient);
      const options = { abortSignal: context.signal };
      const answer = await client.send(new ListOpenIDConnectProvidersCommand({}), options);
      const list = answer.OpenIDConnectProviderList;
      for (const { Arn = '' } of requiredList(
        list,
        'ListOpenIDConnectProviders',
        'OpenIDConnectProviderList',
      )) {
        const provider = await unlessGone(
          client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn }), options),
        );
        if (provider) yield ['OIDC_PROVIDERS', { Arn, ...withoutMetadata(provider) }];
      }
    },
  },
);

/** What was deleted between list and detail is not there, and that is the truth. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}

function withoutMetadata<T extends { readonly $metadata: unknown }>(answer: T): Omit<T, '$metadata'> {
  const { $metadata: _, ...members } = answer;
  return members;
}

/** The `entityID` of the metadata's root element. */
function entityId(document: string | undefined): string | undefined {
  return document && /<[^>]*EntityDescriptor\b[^>]*\bentityID="([^"]+)"/.exec(document)?.[1];
}
