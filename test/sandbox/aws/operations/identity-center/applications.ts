import type * as sdk from '@aws-sdk/client-sso-admin';
import type { Operation, OperationCall } from '../../contract.ts';
import type { ApplicationState, IdentityCenterState } from '../../identity-center-state.ts';
import { typed } from '../typed.ts';
import { administered, cut, instanceIn, invalid, notFound, requireAdministrator } from './reach.ts';

/** Applications of Identity Center and issuers of tokens that it trusts. */
export const applicationOperations: Readonly<Record<string, Operation>> = {
  ListApplications: typed<sdk.ListApplicationsRequest, sdk.ListApplicationsResponse>((call) => {
    const { items, next } = cut(call, 'ListApplications', administered(call).applications);
    return { Applications: items.map(({ application }) => application), ...next };
  }),

  GetApplicationAssignmentConfiguration: typed<
    sdk.GetApplicationAssignmentConfigurationRequest,
    sdk.GetApplicationAssignmentConfigurationResponse
  >((call) => ({ AssignmentRequired: applicationNamed(call).assignmentRequired })),

  ListApplicationAssignments: typed<
    sdk.ListApplicationAssignmentsRequest,
    sdk.ListApplicationAssignmentsResponse
  >((call) => {
    const { assignments } = applicationNamed(call);
    const list = `ListApplicationAssignments ${call.input.ApplicationArn}`;
    const { items, next } = cut(call, list, assignments);
    return { ApplicationAssignments: items, ...next };
  }),

  ListTrustedTokenIssuers: typed<sdk.ListTrustedTokenIssuersRequest, sdk.ListTrustedTokenIssuersResponse>(
    (call) => {
      const { items, next } = cut(call, 'ListTrustedTokenIssuers', administered(call).tokenIssuers);
      return { TrustedTokenIssuers: items.map(({ issuer }) => issuer), ...next };
    },
  ),

  DescribeTrustedTokenIssuer: typed<
    sdk.DescribeTrustedTokenIssuerRequest,
    sdk.DescribeTrustedTokenIssuerResponse
  >((call) => {
    const { TrustedTokenIssuerArn: arn = '' } = call.input;
    const { tokenIssuers } = instanceOf(call, arn, 'trustedTokenIssuer');
    const found = tokenIssuers.find(({ issuer }) => issuer.TrustedTokenIssuerArn === arn);
    if (!found) throw notFound('TrustedTokenIssuer');
    return { ...found.issuer, TrustedTokenIssuerConfiguration: found.configuration };
  }),
};

function applicationNamed(
  call: OperationCall & { readonly input: { ApplicationArn: string | undefined } },
): ApplicationState {
  const { ApplicationArn = '' } = call.input;
  const { applications } = instanceOf(call, ApplicationArn, 'application');
  const found = applications.find(({ application }) => application.ApplicationArn === ApplicationArn);
  if (!found) throw notFound('Application');
  return found;
}

/** The instance that an ARN of something within it names. */
function instanceOf(call: OperationCall, arn: string, kind: string): IdentityCenterState {
  const [, id] =
    new RegExp(`^arn:[\\w-]+:sso::\\d{12}:${kind}/((?:sso)?ins-[\\w-.]{16})/\\w{3}-[\\w-]+$`).exec(arn) ?? [];
  if (id === undefined) throw invalid(`${arn} has not the form of an ARN of a ${kind}`);
  const instance = instanceIn(call);
  if (!instance?.instanceArn.endsWith(`/${id}`)) throw notFound('Instance');
  requireAdministrator(call);
  return instance;
}
