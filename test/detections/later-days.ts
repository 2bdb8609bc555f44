import { ACCOUNTS, INVENTORY } from '../installation/installation.ts';
import type { Account, PolicyDocument, World } from '../sandbox/aws/contract.ts';
import { type LambdaState, lambdaOf } from '../sandbox/aws/world/lambda.ts';
import { accountOf, removeMemberRole } from '../sandbox/aws/world/plant.ts';
import { type RdsState, rdsOf } from '../sandbox/aws/world/rds.ts';
import { type EfsState, efsOf } from '../sandbox/aws/world/storage/efs.ts';
import { CLOUDTRAIL, IDENTITY_CENTER, PEOPLE, REGIONS, type TroubledInstallation } from './organization.ts';

type Day = (installation: TroubledInstallation) => Promise<void>;

/** What becomes of an organization, which is one thing at a time: the days after the first, in order. */
export const LATER_DAYS: Readonly<Record<string, Day>> = {
  /** Root access is centralized, no trail of the organization logs, nothing opts out, nothing runs in the management account, and people are asked for. */
  'in order': async (installation) => {
    const { world } = installation.sandbox;
    const management = accountOf(world, world.managementAccountId);
    world.rootAccessFeatures.add('RootSessions');
    for (const policy of world.organizationPolicies) {
      if (policy.type === 'AISERVICES_OPT_OUT_POLICY') policy.targets = [];
    }
    for (const region of REGIONS) {
      emptyOut(world, management, region);
      management.changeRegion(region, ({ trails }) => {
        for (const { trail, status } of trails) if (trail.IsOrganizationTrail) status.IsLogging = false;
      });
    }
    // Events are not read for ninety days here.
    await installation.client.query(
      "UPDATE SNOWCENSUS_DETECTIONS.DETECTION_PARAMETERS SET VALUE = '1' WHERE DETECTION_ID = 'identity_center_stale_user'",
    );
    await installation.run(ACCOUNTS);
    await installation.run(INVENTORY, '--account', management.id);
    await installation.run(CLOUDTRAIL, '--account', management.id);
    await installation.run(PEOPLE, '--account', management.id);
  },
  'without all features': async (installation) => {
    const { world } = installation.sandbox;
    world.featureSet = 'CONSOLIDATED_BILLING';
    await installation.run(ACCOUNTS);
  },
  /** Whoever reads the organization is refused all but the list of accounts, and the management account lets nobody in. */
  refused: async (installation) => {
    const { world } = installation.sandbox;
    world.featureSet = 'ALL';
    const management = accountOf(world, world.managementAccountId);
    management.changeIam(({ roles }) => {
      const role = roles.get(world.entry.organizationRoleArn.split('/').at(-1) ?? '');
      role?.inlinePolicies.push({ PolicyName: 'refused', Document: REFUSED });
    });
    removeMemberRole(world, management.id);
    await installation.run(ACCOUNTS);
    await installation.run(INVENTORY, '--account', management.id, '--account', installation.cast.changes);
    await installation.run(IDENTITY_CENTER);
  },
};

/** Takes away all that runs in a region. */
function emptyOut(world: World, account: Account, region: string): void {
  const place = { world, account, region };
  for (const made of [lambdaOf, rdsOf, efsOf]) made(place);
  account.changeRegion(region, ({ reservations, loadBalancers, classicLoadBalancers }) => {
    for (const things of [reservations, loadBalancers, classicLoadBalancers]) things.splice(0);
  });
  account.changeContent<LambdaState>(`lambda ${region}`, ({ functions }) => functions.clear());
  account.changeContent<EfsState>(`efs ${region}`, ({ fileSystems }) => fileSystems.clear());
  account.changeContent<RdsState>(`rds ${region}`, ({ instances, clusters }) => {
    for (const things of [instances, clusters]) things.splice(0);
  });
}

const REFUSED: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Action: [
        'iam:ListOrganizationsFeatures',
        'organizations:DescribeOrganization',
        'organizations:ListAWSServiceAccessForOrganization',
        'organizations:ListDelegatedAdministrators',
        'organizations:ListPolicies',
        'sso:DescribePermissionSet',
        'identitystore:ListUsers',
      ],
      Resource: '*',
    },
  ],
};
