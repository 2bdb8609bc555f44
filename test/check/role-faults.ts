import { allow, trust } from '../sandbox/aws/world/entry.ts';
import { accountOf, refuseExternalId, removeMemberRole } from '../sandbox/aws/world/plant.ts';
import { type Fault, HUB, hub, management, mayGetRole, member, ORGANIZATION, OTHER } from './aws-fault.ts';
import { ACCOUNTS, changeRole } from './checking.ts';

/** Of the roles on the way and in the accounts. */
export const ROLE_FAULTS: readonly Fault[] = [
  {
    fault: 'the user may not assume the source role',
    plant: ({ world, hub: id }) =>
      accountOf(world, id).changeIam(({ users, roles }) => {
        for (const user of users.values()) user.inlinePolicies = [];
        // Within one account a trust policy that names the user would be enough.
        const role = roles.get(HUB);
        if (role) role.trustPolicy = trust(`arn:aws:iam::${id}:root`);
      }),
    step: 'hop',
    code: 'caller_lacks_assume_role',
    account: hub,
    said: /because no identity-based policy allows the sts:AssumeRole action/,
    cause: /caller itself has no permission/,
    fix: /Give arn:aws:iam::\d+:user\/snowcensus .*"Action":"sts:AssumeRole","Resource":"arn:aws:iam::\d+:role\/snowcensus-hub"/,
  },
  {
    fault: 'a service control policy forbids AssumeRole',
    plant: ({ world, hub: id }) => {
      world.serviceControlPolicies.push({
        id: 'p-noassume',
        name: 'no-assume',
        document: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' }],
        },
        targets: [id],
      });
    },
    step: 'hop',
    code: 'caller_denied',
    account: hub,
    said: /explicit deny in a service control policy/,
    cause: /caller’s side denies sts:AssumeRole: service control policy/,
    fix: /out of that denial for arn:aws:iam::\d+:user\/snowcensus/,
  },
  {
    fault: 'the source role does not exist, and its account lets us look',
    plant: (checkable) => {
      mayGetRole(checkable);
      accountOf(checkable.world, checkable.hub).changeIam(({ roles }) => roles.delete(HUB));
    },
    step: 'hop',
    code: 'role_missing',
    account: hub,
    said: /not authorized to perform: sts:AssumeRole/,
    cause: /does not exist: its own account says so/,
    fix: /Create it/,
  },
  {
    fault: 'the source role trusts somebody else, and its account lets us look',
    plant: (checkable) => {
      mayGetRole(checkable);
      changeRole(checkable.world, checkable.hub, HUB, { trustPolicy: trust(OTHER) });
    },
    step: 'hop',
    code: 'trust_refuses_us',
    account: hub,
    said: /not authorized to perform: sts:AssumeRole/,
    cause: /names others: arn:aws:iam::999999999999:role\/another/,
    fix: /"Principal":\{"AWS":"arn:aws:iam::\d+:user\/snowcensus"\}/,
  },
  {
    fault: 'the source role wants an external id, and the connection gives none',
    plant: (checkable) => {
      mayGetRole(checkable);
      const { world, hub: id } = checkable;
      changeRole(world, id, HUB, { trustPolicy: trust(`arn:aws:iam::${id}:user/snowcensus`, 'secret-id') });
    },
    step: 'hop',
    code: 'external_id_missing',
    account: hub,
    said: /not authorized to perform: sts:AssumeRole/,
    cause: /wants an external id/,
    fix: /Set the external id/,
  },
  {
    fault: 'the source role wants another external id',
    connection: ({ world }) => [
      'module: aws_accounts',
      `source_role_arn: {arn: "${world.entry.sourceRoleArn}", external_id: ours}`,
      `destination_role_arn: ${world.entry.organizationRoleArn}`,
      `destination_role_external_id: ${world.entry.externalId}`,
    ],
    plant: (checkable) => {
      mayGetRole(checkable);
      const { world, hub: id } = checkable;
      changeRole(world, id, HUB, { trustPolicy: trust(`arn:aws:iam::${id}:root`, 'theirs') });
    },
    step: 'hop',
    code: 'external_id_wrong',
    account: hub,
    said: /not authorized to perform: sts:AssumeRole/,
    cause: /wants another external id than the connection gives/,
    fix: /the condition sts:ExternalId of arn:aws:iam::\d+:role\/snowcensus-hub the same/,
  },
  {
    fault: 'the source role does not exist, and nobody lets us look',
    plant: ({ world, hub: id }) => void accountOf(world, id).changeIam(({ roles }) => roles.delete(HUB)),
    step: 'hop',
    code: 'assume_role_refused',
    account: hub,
    said: /not authorized to perform: sts:AssumeRole/,
    cause: /One of four, and AWS does not say which/,
    fix: /aws iam get-role --role-name snowcensus-hub/,
  },
  {
    fault: 'the role is missing in one account',
    plant: ({ world, members }) => removeMemberRole(world, members[0]),
    step: 'role',
    code: 'assume_role_refused_here',
    account: member,
    said: /not authorized to perform: sts:AssumeRole on resource: .*snowcensus-reader/,
    cause: /2 of 3 accounts let us in .* In this account the role does not exist, or/,
    fix: /aws iam get-role --role-name snowcensus-reader.*"sts:ExternalId":"<external_id>"/,
  },
  {
    fault: 'one account wants another external id',
    plant: ({ world, members }) => refuseExternalId(world, members[0]),
    step: 'role',
    code: 'assume_role_refused_here',
    account: member,
    said: /not authorized to perform: sts:AssumeRole/,
    cause: /names another principal or external id/,
    fix: /trust policy needs the statement/,
  },
  {
    fault: 'AWS does not say whether the role wants an external id',
    plant: ({ installation, members }) =>
      void installation.sandbox.aws?.faults.add({
        match: { operation: 'AssumeRole', roleAccountId: members[0], nth: 2 },
        action: 'http503',
      }),
    step: 'external_id',
    code: 'unforeseen',
    account: member,
    said: /ServiceUnavailable/,
    cause: /AWS answered what this check does not know/,
    fix: /check again/,
  },
  {
    fault: 'the role of the organization does not trust us',
    connection: ACCOUNTS,
    plant: ({ world }) =>
      changeRole(world, world.managementAccountId, ORGANIZATION, { trustPolicy: trust(OTHER) }),
    step: 'role',
    code: 'assume_role_refused',
    account: management,
    said: /not authorized to perform: sts:AssumeRole/,
    cause: /does not name arn:aws:iam::\d+:role\/snowcensus-hub/,
    fix: /"AWS":"arn:aws:iam::\d+:role\/snowcensus-hub"/,
  },
  {
    fault: 'the source role may not assume the member role',
    plant: ({ world, hub: id, members }) =>
      changeRole(world, id, HUB, {
        allows: allow(['sts:AssumeRole'], [`arn:aws:iam::${id}:role/*`, `arn:aws:iam::${members[1]}:role/*`]),
      }),
    step: 'role',
    code: 'caller_lacks_assume_role',
    account: member,
    said: /no identity-based policy allows/,
    cause: /The role was not asked/,
    fix: /Give arn:aws:iam::\d+:role\/snowcensus-hub the statement/,
  },
  {
    fault: 'the credentials are another account’s than the one to read',
    connection: ({ members }) => ['module: aws_inventory', `account_ids: ["${members[0]}"]`],
    step: 'role',
    code: 'misconfigured',
    account: member,
    said: /the credentials are those of arn:aws:iam::\d+:user\/snowcensus, not of account/,
    fix: /account_ids, or add destination_role_name/,
  },
];
