import type {
  GetOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderResponse,
  GetSAMLProviderRequest,
  GetSAMLProviderResponse,
  ListOpenIDConnectProvidersResponse,
  ListSAMLProvidersResponse,
} from '@aws-sdk/client-iam';
import type { OperationCall } from '../../contract.ts';
import { noSuchEntity } from './validation.ts';

/** Not paged; the list leaves the metadata out. */
export function listSamlProviders({ account }: OperationCall<object>): ListSAMLProvidersResponse {
  return {
    SAMLProviderList: [...account.iam().samlProviders].map(([Arn, { CreateDate, ValidUntil }]) => ({
      Arn,
      CreateDate,
      ValidUntil,
    })),
  };
}

export function getSamlProvider({
  account,
  input,
}: OperationCall<GetSAMLProviderRequest>): GetSAMLProviderResponse {
  const provider = account.iam().samlProviders.get(input.SAMLProviderArn ?? '');
  if (provider === undefined) throw noSuchEntity(`Manifest not found for arn ${input.SAMLProviderArn}`);
  return provider;
}

/** Not paged; the list is of ARNs alone. */
export function listOpenIdConnectProviders({
  account,
}: OperationCall<object>): ListOpenIDConnectProvidersResponse {
  return { OpenIDConnectProviderList: [...account.iam().oidcProviders.keys()].map((Arn) => ({ Arn })) };
}

export function getOpenIdConnectProvider({
  account,
  input,
}: OperationCall<GetOpenIDConnectProviderRequest>): GetOpenIDConnectProviderResponse {
  const arn = input.OpenIDConnectProviderArn ?? '';
  const provider = account.iam().oidcProviders.get(arn);
  if (provider === undefined) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
  return provider;
}
