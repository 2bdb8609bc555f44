import type {
  ListOrganizationsFeaturesRequest,
  ListOrganizationsFeaturesResponse,
} from '@aws-sdk/client-iam';
import { AwsError, type OperationCall } from '../../contract.ts';

/** Answers the management account and the delegated administrator of IAM; a member's role may ask in vain. */
export function listOrganizationsFeatures({
  world,
  account,
}: OperationCall<ListOrganizationsFeaturesRequest>): ListOrganizationsFeaturesResponse {
  if (!world.inOrganization) {
    throw new AwsError(
      'OrganizationNotFoundException',
      'No organization is associated with your account.',
      404,
    );
  }
  const administrator = world.delegatedAdministrators.get(account.id)?.services.has('iam.amazonaws.com');
  if (!account.isManagement && !administrator) {
    throw new AwsError(
      'AccountNotManagementOrDelegatedAdministratorException',
      'The account is neither the management account nor a delegated administrator for centralized root access.',
    );
  }
  if (world.featureSet !== 'ALL') {
    throw new AwsError(
      'OrganizationNotInAllFeaturesModeException',
      'The organization does not have all features enabled.',
    );
  }
  if (!world.trustedServices.has('iam.amazonaws.com')) {
    throw new AwsError(
      'ServiceAccessNotEnabledException',
      'Trusted access is not enabled for IAM in Organizations.',
    );
  }
  return { OrganizationId: world.organizationId, EnabledFeatures: [...world.rootAccessFeatures] };
}
