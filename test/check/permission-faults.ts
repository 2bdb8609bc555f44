import { allow } from '../sandbox/aws/world/entry.ts';
import { accountOf, denyRegionByScp } from '../sandbox/aws/world/plant.ts';
import { type Fault, MEMBER, member } from './aws-fault.ts';
import { changeRole } from './checking.ts';

/** Of single actions and regions. */
export const PERMISSION_FAULTS: readonly Fault[] = [
  {
    fault: 'a permission is missing',
    plant: ({ world, members }) =>
      changeRole(world, members[0], MEMBER, {
        allows: allow(
          ['iam:GetAccountSummary', 'iam:ListSAMLProviders', 'iam:GetSAMLProvider', 'ec2:*'],
          '*',
        ),
      }),
    step: 'actions',
    code: 'permission_missing',
    account: member,
    said: /iam:GetAccountAuthorizationDetails: AccessDenied: .*no identity-based policy allows/,
    cause: /No policy of the role allows it; needed by iam.authorization_details/,
    fix: /\{"Effect":"Allow","Action":\["iam:GetAccountAuthorizationDetails"\],"Resource":"\*"\}/,
  },
  {
    fault: 'a policy of the role denies an action',
    plant: ({ world, members }) =>
      accountOf(world, members[0]).changeIam(({ roles }) => {
        roles.get(MEMBER)?.inlinePolicies.push({
          PolicyName: 'deny',
          Document: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Deny', Action: 'iam:GetAccountSummary', Resource: '*' }],
          },
        });
      }),
    step: 'actions',
    code: 'permission_denied_by_role',
    account: member,
    said: /explicit deny in an identity-based policy/,
    cause: /policy of the role itself denies it/,
    fix: /Take iam:GetAccountSummary out of the Deny statements/,
  },
  {
    fault: 'a permissions boundary shuts an action out',
    plant: ({ world, members }) => {
      const boundary = [...world.awsManagedPolicies.keys()].find((arn) => arn.endsWith('/ReadOnlyAccess'));
      const [narrow] = [...world.awsManagedPolicies.keys()].filter((arn) =>
        arn.endsWith('AWSLambdaBasicExecutionRole'),
      );
      changeRole(world, members[0], MEMBER, { boundary: narrow ?? boundary ?? '' });
    },
    step: 'actions',
    code: 'permissions_boundary',
    account: member,
    said: /no permissions boundary allows/,
    cause: /permissions boundary of the role/,
    fix: /in the permissions boundary of/,
  },
  {
    fault: 'a service control policy denies an action everywhere',
    plant: ({ world, members }) => {
      world.serviceControlPolicies.push({
        id: 'p-noiam',
        name: 'no-iam',
        document: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Deny', Action: 'iam:GetAccountAuthorizationDetails', Resource: '*' }],
        },
        targets: [members[0]],
      });
    },
    step: 'actions',
    code: 'scp_denial',
    account: member,
    said: /explicit deny in a service control policy/,
    cause: /service control policy of the organization refuses it/,
    fix: /"ArnNotLike":\{"aws:PrincipalArn":"arn:aws:iam::\d+:role\/snowcensus-reader"\}/,
  },
  {
    fault: 'a service control policy closes a region',
    plant: ({ world, members }) => denyRegionByScp(world, [members[0]], 'eu-west-1'),
    step: 'regions',
    code: 'region_closed',
    account: member,
    region: 'eu-west-1',
    said: /explicit deny in a service control policy/,
    cause: /closes the region/,
    fix: /Name the open regions in `regions`/,
  },
];
