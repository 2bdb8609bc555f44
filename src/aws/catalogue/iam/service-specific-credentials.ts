import type { ServiceSpecificCredentialMetadata } from '@aws-sdk/client-iam';
import { listAll } from '../listing.ts';
import { iam } from './service.ts';

export const serviceSpecificCredentials = iam.read<{
  SERVICE_SPECIFIC_CREDENTIALS: ServiceSpecificCredentialMetadata;
}>('service_specific_credentials', {
  doc: 'Long-lived keys and passwords that users have for single services, such as Bedrock and CodeCommit, never their secrets.',
  onRequest: true,
  calls: '1 per 1,000',
  actions: ['iam:ListServiceSpecificCredentials'],
  tables: {
    SERVICE_SPECIFIC_CREDENTIALS: {
      doc: 'Credentials of users for single services, one row each.',
      key: 'ServiceSpecificCredentialId',
      columns: {
        CREDENTIAL_ID: ['STRING', 'ServiceSpecificCredentialId', 'Stable unique id.'],
        USER_NAME: ['STRING', 'UserName', 'User whose rights it carries.'],
        SERVICE_NAME: [
          'STRING',
          'ServiceName',
          'Service that it is good for, such as bedrock.amazonaws.com.',
        ],
        STATUS: ['STRING', 'Status', 'Active, Inactive or Expired.'],
        SERVICE_USER_NAME: [
          'STRING',
          'ServiceUserName',
          'Name to sign in to the service with; NULL for keys.',
        ],
        ALIAS: ['STRING', 'ServiceCredentialAlias', 'Public half of a key; NULL for a password.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'CreateDate', 'When it was made.'],
        EXPIRES_AT: ['TIMESTAMP_LTZ', 'ExpirationDate', 'When it ends; NULL for one that never does.'],
      },
    },
  },
  async *read(context) {
    const operation = 'ListServiceSpecificCredentials';
    const credentials = await listAll(context, iam, operation, 'ServiceSpecificCredentials', {
      input: { AllUsers: true, MaxItems: 1000 },
    });
    for (const credential of credentials) yield ['SERVICE_SPECIFIC_CREDENTIALS', credential];
  },
});
