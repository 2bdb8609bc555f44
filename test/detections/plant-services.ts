import type { Cast } from '../demo/organization.ts';
import type { Account, PolicyDocument, World } from '../sandbox/aws/contract.ts';
import { type AlarmsState, alarmsOf } from '../sandbox/aws/world/alarms.ts';
import {
  bareProfile,
  type RolesAnywhereState,
  rolesAnywhereOf,
} from '../sandbox/aws/world/iam/roles-anywhere.ts';
import { type KmsState, kmsOf } from '../sandbox/aws/world/kms.ts';
import { type LogsState, logsOf } from '../sandbox/aws/world/logs.ts';
import { accountOf } from '../sandbox/aws/world/plant.ts';
import { rdsOf, shareSnapshot } from '../sandbox/aws/world/rds.ts';
import { type S3State, s3Of } from '../sandbox/aws/world/s3.ts';

const REGION = 'us-east-1';

/** An account that is of no organization of ours. */
const STRANGER = '999999999999';

/** Events that CIS asks an alarm for, in the patterns that it suggests, by the number of the control. */
const PATTERNS: Readonly<Record<string, readonly string[]>> = {
  2: ['ConsoleLogin'],
  4: [
    ...['Group', 'Role', 'User'].flatMap((whose) => [`Delete${whose}Policy`, `Put${whose}Policy`]),
    ...['CreatePolicy', 'DeletePolicy', 'CreatePolicyVersion', 'DeletePolicyVersion'],
    ...['Role', 'User', 'Group'].flatMap((whose) => [`Attach${whose}Policy`, `Detach${whose}Policy`]),
  ],
  5: ['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging'],
  6: ['ConsoleLogin'],
  7: ['DisableKey', 'ScheduleKeyDeletion'],
  8: [
    'PutBucketAcl',
    ...['Policy', 'Cors', 'Lifecycle', 'Replication'].flatMap((what) => [
      `PutBucket${what}`,
      `DeleteBucket${what}`,
    ]),
  ],
  9: ['StopConfigurationRecorder', 'DeleteDeliveryChannel', 'PutDeliveryChannel', 'PutConfigurationRecorder'],
  10: [
    ...['Ingress', 'Egress'].flatMap((way) => [`AuthorizeSecurityGroup${way}`, `RevokeSecurityGroup${way}`]),
    ...['CreateSecurityGroup', 'DeleteSecurityGroup'],
  ],
  11: [
    ...['', 'Entry'].flatMap((part) => [`CreateNetworkAcl${part}`, `DeleteNetworkAcl${part}`]),
    ...['ReplaceNetworkAclEntry', 'ReplaceNetworkAclAssociation'],
  ],
  12: [
    ...['CreateCustomerGateway', 'DeleteCustomerGateway'],
    ...['Attach', 'Create', 'Delete', 'Detach'].map((what) => `${what}InternetGateway`),
  ],
  13: [
    ...['CreateRoute', 'CreateRouteTable', 'ReplaceRoute', 'ReplaceRouteTableAssociation'],
    ...['DeleteRouteTable', 'DeleteRoute', 'DisassociateRouteTable'],
  ],
  14: [
    ...['CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute'],
    ...['Accept', 'Create', 'Delete', 'Reject'].map((what) => `${what}VpcPeeringConnection`),
  ],
  15: [
    ...['AcceptHandshake', 'AttachPolicy', 'CreateAccount', 'CreateOrganizationalUnit', 'CreatePolicy'],
    ...['DeclineHandshake', 'DeleteOrganization', 'DeleteOrganizationalUnit', 'DeletePolicy', 'DetachPolicy'],
    ...['DisablePolicyType', 'EnablePolicyType', 'InviteAccountToOrganization', 'LeaveOrganization'],
    ...['MoveAccount', 'RemoveAccountFromOrganization', 'UpdatePolicy', 'UpdateOrganizationalUnit'],
  ],
};

/** What else a pattern asks of the event, by the number of the control. */
const BESIDES: Readonly<Record<string, string>> = {
  2: '$.additionalEventData.MFAUsed != "Yes"',
  6: '$.errorMessage = "Failed authentication"',
  7: '$.eventSource = kms.amazonaws.com',
  8: '$.eventSource = s3.amazonaws.com',
  9: '$.eventSource = config.amazonaws.com',
  15: '$.eventSource = organizations.amazonaws.com',
};

/** Plants in two sound accounts what buckets, keys, databases and alarms of the generated organization have nowhere. */
export function plantServices(world: World, cast: Cast): void {
  const [first, second] = [accountOf(world, cast.changes), accountOf(world, cast.breaksLater)];
  plantBuckets(world, first, second);
  for (const account of [cast.changes, cast.breaksLater, cast.closesLater])
    world.reviewedAccounts.add(account);
  plantKey(world, first);
  plantSnapshot(world, first);
  plantProfiles(world, first);
  for (const account of [first, second]) plantAlarms(world, account);
}

/** A bucket of the second account that a stranger may read, and those of trails, every other of which logs its access. */
function plantBuckets(world: World, first: Account, second: Account): void {
  const here = (account: Account) =>
    [...s3Of({ world, account }).buckets.values()].filter(({ region }) => region === REGION);
  const [read] = here(second);
  second.changeContent<S3State>('s3', ({ buckets }) => {
    const bucket = buckets.get(read?.name ?? '');
    const names = { AWS: [`arn:aws:iam::${STRANGER}:root`, first.id] };
    if (bucket) bucket.policy = allowing(names, 's3:GetObject');
  });
  const sound = [...world.accounts.values()].filter(({ state }) => state === 'ACTIVE');
  const withTrail = sound.filter((account) =>
    account.region(REGION).trails.some(({ trail }) => trail.Name === 'account-trail'),
  );
  for (const [index, account] of withTrail.entries()) {
    const [model] = here(account).slice(-1);
    if (model === undefined) continue;
    const name = `account-trail-${account.id}`;
    const logging = index % 2 === 0 ? { TargetBucket: model.name, TargetPrefix: 'trail/' } : undefined;
    account.changeContent<S3State>('s3', ({ buckets }) => {
      buckets.set(name, { ...model, name, policy: undefined, logging });
    });
    if (account === second) openToEverybody(account, name);
  }
}

/** Nothing of the account holds the public off. */
function openToEverybody(account: Account, name: string): void {
  account.changeContent<S3State>('s3', (state) => {
    state.publicAccessBlock = undefined;
    const bucket = state.buckets.get(name);
    if (bucket === undefined) throw new Error(`there is no bucket ${name}`);
    bucket.publicAccessBlock = undefined;
    bucket.policy = allowing({ AWS: '*' }, 's3:GetObject');
  });
}

function plantKey(world: World, account: Account): void {
  const place = { world, account, region: REGION };
  kmsOf(place);
  account.changeContent<KmsState>(`kms ${REGION}`, ({ keys }) => {
    const key = [...keys.values()].find(({ metadata }) => metadata.KeyManager === 'CUSTOMER');
    if (key) key.policy = allowing({ AWS: '*' }, 'kms:*');
  });
}

function plantSnapshot(world: World, account: Account): void {
  const place = { world, account, region: REGION };
  const [snapshot] = rdsOf(place).snapshots;
  if (snapshot?.DBSnapshotIdentifier) shareSnapshot(place, snapshot.DBSnapshotIdentifier, ['all']);
}

/** Profiles of Roles Anywhere: one that is off, and those whose sessions everything, something or nothing narrows. */
function plantProfiles(world: World, account: Account): void {
  const place = { world, account, region: REGION };
  rolesAnywhereOf(place);
  const policyOf = (Action: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: [Action], Resource: '*' }],
    });
  const managed = (name: string) => [`arn:aws:iam::aws:policy/${name}`];
  const planted = [
    { Name: 'off', Enabled: false },
    { Name: 'open' },
    { Name: 'all', SessionPolicy: policyOf('*') },
    { Name: 'some', SessionPolicy: policyOf('s3:GetObject') },
    { Name: 'administrators', ManagedPolicyArns: managed('AdministratorAccess') },
    { Name: 'readers', ManagedPolicyArns: managed('ReadOnlyAccess') },
  ];
  account.changeContent<RolesAnywhereState>(`rolesanywhere ${REGION}`, ({ profiles }) => {
    for (const each of planted) profiles.set(each.Name, { ...bareProfile(place, each.Name), ...each });
  });
}

/** An alarm on every control of CIS, where a trail of the account writes to a log group. */
function plantAlarms(world: World, account: Account): void {
  const place = { world, account, region: REGION };
  const { groups } = logsOf(place);
  const { metric } = alarmsOf(place);
  const [model] = metric;
  if (model === undefined || !groups.some(({ group }) => group.logGroupName === 'account-trail')) return;
  const numbers = Object.keys(PATTERNS);
  account.changeContent<LogsState>(`logs ${REGION}`, ({ filters }) => {
    for (const number of numbers) {
      filters.push({
        filterName: `cis-${number}`,
        filterPattern: patternOf(number),
        logGroupName: 'account-trail',
        creationTime: Date.UTC(2026, 0, 1),
        metricTransformations: [{ metricName: `cis-${number}`, metricNamespace: 'Cis', metricValue: '1' }],
      });
    }
  });
  account.changeContent<AlarmsState>(`alarms ${REGION}`, ({ metric: alarms }) => {
    for (const number of numbers) {
      alarms.push({
        ...model,
        AlarmName: `cis-${number}`,
        AlarmArn: `arn:aws:cloudwatch:${REGION}:${account.id}:alarm:cis-${number}`,
        Namespace: 'Cis',
        MetricName: `cis-${number}`,
        ActionsEnabled: true,
        AlarmActions: [`arn:aws:sns:${REGION}:${account.id}:security`],
      });
    }
  });
}

function patternOf(number: string): string {
  const names = (PATTERNS[number] ?? []).map((name) => `($.eventName = ${name})`).join(' || ');
  const besides = BESIDES[number];
  return besides ? `{ (${besides}) && (${names}) }` : `{ ${names} }`;
}

function allowing(Principal: object, Action: string): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [{ Sid: 'Planted', Effect: 'Allow', Principal, Action, Resource: '*' }],
  } as PolicyDocument;
}
