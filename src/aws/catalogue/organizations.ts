import * as sdk from '@aws-sdk/client-organizations';
import { type OrganizationAccount, organizationAccounts } from './organizations-accounts.ts';
import { service } from './service.ts';

const organizations = service({
  name: 'organizations',
  prefix: 'organizations',
  scope: 'organization',
  sdk,
  client: sdk.OrganizationsClient,
  tablePrefix: 'AWS',
});

export const accounts = organizations.read<{ ACCOUNTS: OrganizationAccount }>('accounts', {
  doc: 'The organization’s accounts with state and place in the tree of organizational units.',
  actions: [
    'organizations:ListAccounts',
    'organizations:ListRoots',
    'organizations:ListOrganizationalUnitsForParent',
  ],
  conditional: {
    'organizations:ListAccountsForParent': 'AWS lists accounts without their paths',
    'organizations:ListTagsForResource': 'the connection asks for tags',
  },
  tables: {
    ACCOUNTS: {
      doc: 'Accounts of the organization, one row each.',
      key: 'Id',
      columns: {
        ARN: ['STRING', 'Arn', 'Account ARN.'],
        EMAIL: ['STRING', 'Email', 'Address of the account’s root user.'],
        MEMBER_ACCOUNT_ID: ['STRING', 'Id', 'Account id, twelve digits.'],
        NAME: ['STRING', 'Name', 'Account name.'],
        JOINED_METHOD: ['STRING', 'JoinedMethod', 'INVITED or CREATED.'],
        JOINED_TIMESTAMP: ['TIMESTAMP_LTZ', 'JoinedTimestamp', 'When it became a part of the organization.'],
        STATUS: [
          'STRING',
          (account) => account.Status ?? account.State,
          'The older Status, or State where AWS no longer sends it.',
        ],
        STATE: [
          'STRING',
          (account) => account.State ?? account.Status,
          'PENDING_ACTIVATION, ACTIVE, SUSPENDED, PENDING_CLOSURE or CLOSED; NULL where AWS did not say.',
        ],
        PARENT_ID: ['STRING', 'ParentId', 'Id of the root or organizational unit it is in.'],
        OU_PATH: ['STRING', 'OuPath', 'Names from the root down: /Workloads/Prod; / is the root.'],
        OU_IDS: ['VARIANT', 'OuIds', 'Ids from the root down.'],
        TAGS: ['VARIANT', 'Tags', 'Tags as an object; NULL where they were not read.'],
        ORGANIZATION_ID: ['STRING', 'OrganizationId', 'Organization id.'],
        MANAGEMENT_ACCOUNT_ID: ['STRING', 'ManagementAccountId', 'Management account of the organization.'],
      },
    },
  },
  async *read(context) {
    for await (const account of organizationAccounts(context)) yield ['ACCOUNTS', account];
  },
});
