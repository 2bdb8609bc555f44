import {
  type Fault,
  MEMBER,
  management,
  mayReadOrganization,
  member,
  ORGANIZATION,
  organizationBy,
} from './aws-fault.ts';
import { ACCOUNTS } from './checking.ts';

/** Of who may ask for the organization as a whole. */
export const ORGANIZATION_FAULTS: readonly Fault[] = [
  {
    fault: 'the account is not in an organization',
    connection: ACCOUNTS,
    plant: ({ world }) => {
      world.inOrganization = false;
    },
    step: 'organization',
    code: 'not_in_organization',
    account: management,
    said: /AWSOrganizationsNotInUseException/,
    cause: /in no organization/,
    fix: /account_ids/,
  },
  {
    fault: 'the role of the organization is in a member account',
    connection: (checkable) => organizationBy(member(checkable), checkable),
    plant: mayReadOrganization,
    step: 'organization',
    code: 'member_account',
    account: member,
    said: /AccessDeniedException: You don't have permissions/,
    cause: /a member that may not ask/,
    fix: /name a role in the management account \d{12}, or make account \d{12} a delegated administrator/,
  },
  {
    fault: 'the delegated administrator may not ask for everything',
    connection: (checkable) => organizationBy(member(checkable), checkable),
    plant: (checkable) => {
      mayReadOrganization(checkable);
      const accountId = member(checkable);
      const services = new Map([['guardduty.amazonaws.com', new Date()]]);
      checkable.world.delegatedAdministrators.set(accountId, { accountId, enabledAt: new Date(), services });
    },
    step: 'actions',
    code: 'delegated_administrator_without_right',
    account: member,
    said: /iam:ListOrganizationsFeatures: AccountNotManagementOrDelegatedAdministrator/,
    cause: /not among what is delegated/,
    fix: /put-resource-policy.* or leave iam.organizations_features out/,
  },
  {
    fault: 'Identity Center is at home in another region',
    connection: (checkable) => [
      ...organizationBy(management(checkable), checkable, 'aws_identity_center').map((line) =>
        line.replace(MEMBER, ORGANIZATION),
      ),
      'identity_center_region: ap-southeast-2',
    ],
    step: 'organization',
    code: 'no_identity_center',
    account: management,
    said: /sees no instance of IAM Identity Center at home in ap-southeast-2/,
    cause: /home region only/,
    fix: /identity_center_region/,
  },
];
