import type { IamRole, NamedDocument, PolicyDocument, Tag } from '../../contract.ts';
import { iamId } from '../identifiers.ts';
import { createRandom } from '../random.ts';
import { generatedName } from './generated-name.ts';
import {
  checkDescription,
  checkedDocument,
  malformed,
  need,
  type Place,
  type Properties,
  policyLength,
  type ResourceKind,
  refusedByIam,
} from './resource-kind.ts';

/** Characters of a trust policy, and policies that may be attached (IAM guide, quotas). */
const LONGEST_TRUST = 2048;
const MOST_ATTACHED = 10;

/** AWS::IAM::Role. */
export const role: ResourceKind = {
  properties: [
    'RoleName',
    'Path',
    'Description',
    'AssumeRolePolicyDocument',
    'ManagedPolicyArns',
    'Policies',
    'MaxSessionDuration',
    'PermissionsBoundary',
    'Tags',
  ],
  required: ['AssumeRolePolicyDocument'],
  nameProperty: 'RoleName',
  fixed: ['RoleName', 'Path'],

  create(place, properties) {
    const { world, account, now } = place;
    const RoleName = String(properties.RoleName ?? generatedName(place));
    const Path = String(properties.Path ?? '/');
    const Arn = `arn:${world.partition}:iam::${account.id}:role${Path}${RoleName}`;
    if (!/^[\w+=,.@-]{1,64}$/.test(RoleName))
      throw refusedByIam(400, 'InvalidRequest', `${RoleName} is invalid`);
    allowed(place, Arn, properties);
    if (account.iam().roles.has(RoleName)) {
      throw refusedByIam(409, 'AlreadyExists', `Role with name ${RoleName} already exists.`);
    }
    const made: IamRole = {
      RoleName,
      RoleId: iamId(createRandom(world.seed, place.stackId, place.logicalId), 'AROA'),
      Arn,
      Path,
      CreateDate: now,
      ...changeable(place, properties),
    };
    account.changeIam(({ roles }) => roles.set(RoleName, structuredClone(made)));
    return RoleName;
  },

  update(place, name, properties) {
    allowed(place, arnOf(place, name), properties);
    const changed = changeable(place, properties);
    place.account.changeIam(({ roles }) => {
      const held = roles.get(name);
      if (held !== undefined) Object.assign(held, structuredClone(changed));
    });
  },

  remove(place, name) {
    need(place, 'iam:DeleteRole', arnOf(place, name));
    place.account.changeIam(({ roles }) => roles.delete(name));
  },

  attribute: ({ account }, name, attribute) => {
    const held = account.iam().roles.get(name);
    return attribute === 'Arn' ? held?.Arn : attribute === 'RoleId' ? held?.RoleId : undefined;
  },
};

function arnOf({ account }: Place, name: string): string {
  return account.iam().roles.get(name)?.Arn ?? '*';
}

function allowed(place: Place, arn: string, properties: Properties): void {
  need(place, 'iam:CreateRole', arn);
  if (properties.Description !== undefined) need(place, 'iam:UpdateRoleDescription', arn);
  if (properties.ManagedPolicyArns !== undefined) need(place, 'iam:AttachRolePolicy', arn);
  if (properties.Policies !== undefined) need(place, 'iam:PutRolePolicy', arn);
  if (properties.Tags !== undefined) need(place, 'iam:TagRole', arn);
}

/** All of a role that an update may change, checked as IAM checks it. */
function changeable(place: Place, properties: Properties) {
  const { Description, MaxSessionDuration = 3600, PermissionsBoundary, Tags = [] } = properties;
  checkDescription(Description);
  const inlinePolicies = (properties.Policies ?? []) as { PolicyName: string; PolicyDocument: unknown }[];
  return {
    ...(Description === undefined ? {} : { Description: String(Description) }),
    MaxSessionDuration: Number(MaxSessionDuration),
    trustPolicy: trustOf(place, properties.AssumeRolePolicyDocument),
    inlinePolicies: inlinePolicies.map(
      ({ PolicyName, PolicyDocument: document }): NamedDocument => ({
        PolicyName,
        Document: checkedDocument(document, false),
      }),
    ),
    attachedPolicyArns: attachedOf(place, properties.ManagedPolicyArns),
    ...(PermissionsBoundary === undefined ? {} : { permissionsBoundaryArn: String(PermissionsBoundary) }),
    tags: Tags as Tag[],
  };
}

function trustOf(place: Place, value: unknown): PolicyDocument {
  const document = checkedDocument(value, true);
  if (policyLength(document) > LONGEST_TRUST) {
    throw refusedByIam(
      409,
      'ServiceLimitExceeded',
      `Cannot exceed quota for ACLSizePerRole: ${LONGEST_TRUST}`,
    );
  }
  for (const { Principal } of document.Statement) {
    const named = typeof Principal === 'object' ? Principal.AWS : Principal;
    for (const principal of [named ?? []].flat()) {
      if (!exists(place, principal)) throw malformed(`Invalid principal in policy: "AWS":"${principal}"`);
    }
  }
  return document;
}

/** IAM takes no principal that it cannot find, in whatever account. */
function exists({ world }: Place, principal: string): boolean {
  if (principal === '*') return true;
  const [, accountId = principal, kind = 'root', path = ''] =
    /^arn:[\w-]+:iam::(\d{12}):(?:(role|user)\/(.+)|root)$/.exec(principal) ?? [];
  const account = world.accounts.get(accountId);
  if (account === undefined || kind === 'root') return account !== undefined;
  const name = path.split('/').at(-1) ?? '';
  const { roles, users } = account.iam();
  return (kind === 'role' ? roles : users).get(name)?.Arn === principal;
}

function attachedOf({ world, account }: Place, value: unknown): string[] {
  const arns = (value ?? []) as string[];
  if (arns.length > MOST_ATTACHED) {
    throw refusedByIam(
      409,
      'ServiceLimitExceeded',
      `Cannot exceed quota for PoliciesPerRole: ${MOST_ATTACHED}`,
    );
  }
  const lacking = arns.find((arn) => !account.iam().policies.has(arn) && !world.awsManagedPolicies.has(arn));
  if (lacking !== undefined)
    throw refusedByIam(404, 'NotFound', `Policy ${lacking} does not exist or is not attachable.`);
  return arns;
}
