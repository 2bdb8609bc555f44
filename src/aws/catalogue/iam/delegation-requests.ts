import type { DelegationRequest } from '@aws-sdk/client-iam';
import { jsonDocument } from '../../policy/policy-document.ts';
import { listAll } from '../listing.ts';
import { iam } from './service.ts';

/** A request with its policy as JSON where that is any. */
type ReadRequest = Omit<DelegationRequest, 'PermissionPolicy'> & { readonly PermissionPolicy?: unknown };

export const delegationRequests = iam.read<{ DELEGATION_REQUESTS: ReadRequest }>('delegation_requests', {
  doc: 'Vendors’ requests for rights in the account for a time, open, granted and refused.',
  onRequest: true,
  calls: '1 per 1,000',
  actions: ['iam:ListDelegationRequests'],
  // A partition in which IAM does not have the operation has no requests.
  absent: ['InvalidAction'],
  tables: {
    DELEGATION_REQUESTS: {
      doc: 'Requests for temporary delegation, one row each; those that nobody has taken on yet are in no account’s list.',
      key: 'DelegationRequestId',
      columns: {
        REQUEST_ID: ['STRING', 'DelegationRequestId', 'Request id.'],
        REQUESTOR_ID: ['STRING', 'RequestorId', 'Account of the vendor that asks.'],
        REQUESTOR_NAME: ['STRING', 'RequestorName', 'Name of the vendor.'],
        STATE: ['STRING', 'State', 'Such as PENDING_APPROVAL, ACCEPTED, FINALIZED, REJECTED or EXPIRED.'],
        DESCRIPTION: ['STRING', 'Description', 'What the vendor says it is for.'],
        OWNER_ID: ['STRING', 'OwnerId', 'ARN of the principal that has taken it on.'],
        APPROVER_ID: ['STRING', 'ApproverId', 'ARN of the principal that approved it.'],
        PERMISSION_POLICY: ['POLICY', 'PermissionPolicy', 'Policy of what is asked for.'],
        POLICY_TEMPLATE_ARN: [
          'STRING',
          'Permissions.PolicyTemplateArn',
          'Template of the vendor that the policy is made of.',
        ],
        PERMISSIONS_BOUNDARIES: [
          'VARIANT',
          'RolePermissionRestrictionArns',
          'Boundaries of roles that the vendor may make, which outlast the delegation.',
        ],
        SESSION_SECONDS: ['NUMBER', 'SessionDuration', 'How long the vendor’s session lasts.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'CreateDate', 'When it was made.'],
        UPDATED_AT: ['TIMESTAMP_LTZ', 'UpdatedTime', 'When it was last changed.'],
        EXPIRES_AT: ['TIMESTAMP_LTZ', 'ExpirationTime', 'When it ends in the state that it is in.'],
      },
    },
  },
  async *read(context) {
    const requests = await listAll(context, iam, 'ListDelegationRequests', 'DelegationRequests', {
      input: { MaxItems: 1000 },
    });
    for (const { PermissionPolicy: text, ...request } of requests) {
      const policy = text === undefined ? {} : { PermissionPolicy: jsonDocument(text) };
      yield ['DELEGATION_REQUESTS', { ...request, ...policy }];
    }
  },
});
