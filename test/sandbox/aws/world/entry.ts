import type { IamRole, IamUser, Partition, PolicyDocument, WorldEntry, WorldOptions } from '../contract.ts';
import { accessKeyId, iamId, secretAccessKey } from './identifiers.ts';
import { createRandom } from './random.ts';

/** The names a user of the connector would choose. */
const entryNames = {
  user: 'snowcensus',
  sourceRole: 'snowcensus-hub',
  organizationRole: 'snowcensus-organization',
  memberRole: 'snowcensus-reader',
} as const;

/** The way in: keys, roles, and the IAM entities that make it up, account by account. */
export interface Entry {
  readonly entry: WorldEntry;
  readonly memberPolicy: PolicyDocument;
  users(accountId: string): IamUser[];
  roles(accountId: string): IamRole[];
}

interface EntryAccounts {
  readonly partition: Partition;
  readonly managementId: string;
  readonly hubId: string;
}

const created = new Date('2024-05-14T08:30:00Z');

/** A user in the hub account assumes the source role, which assumes the role in each other account. */
export function createEntry(options: WorldOptions, accounts: EntryAccounts): Entry {
  const { partition, managementId, hubId } = accounts;
  const random = createRandom(options.seed, 'entry');
  const arn = (accountId: string, resource: string): string =>
    `arn:${partition}:iam::${accountId}:${resource}`;
  const entry: WorldEntry = {
    accessKeyId: accessKeyId(random, hubId),
    secretAccessKey: secretAccessKey(random),
    sourceRoleArn: arn(hubId, `role/${entryNames.sourceRole}`),
    organizationRoleArn: arn(managementId, `role/${entryNames.organizationRole}`),
    memberRoleName: entryNames.memberRole,
    externalId: random.text('0123456789abcdef', 32),
  };
  const userArn = arn(hubId, `user/${entryNames.user}`);
  const memberPolicy = allow(options.memberActions, '*');
  const trustsTheHub = trust(entry.sourceRoleArn, entry.externalId);

  function role(
    accountId: string,
    name: string,
    trustPolicy: PolicyDocument,
    policy: PolicyDocument,
  ): IamRole {
    return {
      RoleName: name,
      RoleId: iamId(createRandom(options.seed, accountId, 'entry', name), 'AROA'),
      Arn: arn(accountId, `role/${name}`),
      Path: '/',
      CreateDate: created,
      Description: 'Reads inventory into Snowflake',
      MaxSessionDuration: 3600,
      trustPolicy,
      inlinePolicies: [{ PolicyName: 'read', Document: policy }],
      attachedPolicyArns: [],
      tags: [{ Key: 'app', Value: 'snowcensus' }],
    };
  }

  const user: IamUser = {
    UserName: entryNames.user,
    UserId: iamId(random, 'AIDA'),
    Arn: userArn,
    Path: '/',
    CreateDate: created,
    passwordEnabled: false,
    mfaDevices: [],
    accessKeys: [
      {
        AccessKeyId: entry.accessKeyId,
        secretAccessKey: entry.secretAccessKey,
        Status: 'Active',
        CreateDate: created,
      },
    ],
    groups: [],
    inlinePolicies: [{ PolicyName: 'assume', Document: allow(['sts:AssumeRole'], entry.sourceRoleArn) }],
    attachedPolicyArns: [],
    tags: [{ Key: 'app', Value: 'snowcensus' }],
  };

  return {
    entry,
    memberPolicy,
    users: (accountId) => (accountId === hubId ? [structuredClone(user)] : []),
    roles: (accountId) => [
      ...(accountId === hubId
        ? [
            role(
              accountId,
              entryNames.sourceRole,
              trust(userArn),
              allow(
                ['sts:AssumeRole'],
                [arn('*', `role/${entryNames.memberRole}`), entry.organizationRoleArn],
              ),
            ),
          ]
        : []),
      accountId === managementId
        ? role(accountId, entryNames.organizationRole, trustsTheHub, allow(options.organizationActions, '*'))
        : role(accountId, entryNames.memberRole, trustsTheHub, memberPolicy),
    ],
  };
}

/** A permission policy of one statement. */
export function allow(actions: readonly string[], resource: string | string[]): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: [...actions], Resource: resource }],
  };
}

/** A trust policy for one principal, with or without the external id it must bring. */
export function trust(principalArn: string, externalId?: string): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: principalArn },
        Action: 'sts:AssumeRole',
        ...(externalId === undefined
          ? {}
          : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
      },
    ],
  };
}
