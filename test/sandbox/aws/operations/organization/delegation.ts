import type * as sdk from '@aws-sdk/client-organizations';
import { AwsError, type Operation } from '../../contract.ts';
import { cut, fromAdministrator } from './calls.ts';
import { describeAccount } from './views.ts';

/** Who administers which service for the organization, and which services it trusts. */
export const organizationDelegationOperations: Readonly<Record<string, Operation>> = {
  ListDelegatedAdministrators: fromAdministrator<
    sdk.ListDelegatedAdministratorsRequest,
    sdk.ListDelegatedAdministratorsResponse
  >((call) => {
    const { ServicePrincipal } = call.input;
    const administrators = [...call.world.delegatedAdministrators.values()].filter(
      ({ services }) => ServicePrincipal === undefined || services.has(ServicePrincipal),
    );
    const { items, next } = cut(call, `ListDelegatedAdministrators ${ServicePrincipal}`, administrators);
    return {
      DelegatedAdministrators: items.flatMap(({ accountId, enabledAt }) => {
        const account = call.world.accounts.get(accountId);
        if (!account) return [];
        const { Paths: _paths, ...described } = describeAccount(call.world, account);
        return [{ ...described, DelegationEnabledDate: enabledAt }];
      }),
      ...next,
    };
  }),

  ListDelegatedServicesForAccount: fromAdministrator<
    sdk.ListDelegatedServicesForAccountRequest,
    sdk.ListDelegatedServicesForAccountResponse
  >((call) => {
    const { AccountId = '' } = call.input;
    const administrator = call.world.delegatedAdministrators.get(AccountId);
    if (!call.world.accounts.has(AccountId)) {
      throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
    }
    if (!administrator) {
      throw new AwsError(
        'AccountNotRegisteredException',
        'The provided account is not a registered delegated administrator for your organization.',
      );
    }
    const services = [...administrator.services];
    const { items, next } = cut(call, `ListDelegatedServicesForAccount ${AccountId}`, services);
    return {
      DelegatedServices: items.map(([ServicePrincipal, DelegationEnabledDate]) => ({
        ServicePrincipal,
        DelegationEnabledDate,
      })),
      ...next,
    };
  }),

  ListAWSServiceAccessForOrganization: fromAdministrator<
    sdk.ListAWSServiceAccessForOrganizationRequest,
    sdk.ListAWSServiceAccessForOrganizationResponse
  >((call) => {
    const services = [...call.world.trustedServices];
    const { items, next } = cut(call, 'ListAWSServiceAccessForOrganization', services);
    return {
      EnabledServicePrincipals: items.map(([ServicePrincipal, DateEnabled]) => ({
        ServicePrincipal,
        DateEnabled,
      })),
      ...next,
    };
  }),
};
