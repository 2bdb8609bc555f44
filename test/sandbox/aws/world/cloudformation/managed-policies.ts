import type { ManagedPolicy } from '../../contract.ts';
import { iamId } from '../identifiers.ts';
import { createRandom } from '../random.ts';
import { generatedName } from './generated-name.ts';
import {
  checkDescription,
  checkedDocument,
  need,
  policyLength,
  type ResourceKind,
  refusedByIam,
} from './resource-kind.ts';

/** Characters of a managed policy (IAM guide, quotas). */
const LONGEST = 6144;

/** Versions that a policy keeps: CloudFormation takes the oldest away for another. */
const MOST_VERSIONS = 5;

/** AWS::IAM::ManagedPolicy. Attaching it is the role's matter here. */
export const managedPolicy: ResourceKind = {
  properties: ['ManagedPolicyName', 'Path', 'Description', 'PolicyDocument'],
  required: ['PolicyDocument'],
  nameProperty: 'ManagedPolicyName',
  fixed: ['ManagedPolicyName', 'Path', 'Description'],

  create(place, properties) {
    const { world, account, now } = place;
    const PolicyName = String(properties.ManagedPolicyName ?? generatedName(place));
    const Path = String(properties.Path ?? '/');
    const Arn = `arn:${world.partition}:iam::${account.id}:policy${Path}${PolicyName}`;
    need(place, 'iam:CreatePolicy', Arn);
    checkDescription(properties.Description);
    const Document = documentOf(properties.PolicyDocument);
    if (account.iam().policies.has(Arn)) {
      throw refusedByIam(409, 'AlreadyExists', `A policy called ${PolicyName} already exists.`);
    }
    const made: ManagedPolicy = {
      PolicyName,
      PolicyId: iamId(createRandom(world.seed, place.stackId, place.logicalId), 'ANPA'),
      Arn,
      Path,
      ...(properties.Description === undefined ? {} : { Description: String(properties.Description) }),
      CreateDate: now,
      UpdateDate: now,
      DefaultVersionId: 'v1',
      versions: [{ VersionId: 'v1', CreateDate: now, Document }],
    };
    account.changeIam(({ policies }) => policies.set(Arn, structuredClone(made)));
    return Arn;
  },

  update(place, arn, properties) {
    need(place, 'iam:CreatePolicyVersion', arn);
    const Document = documentOf(properties.PolicyDocument);
    const { now } = place;
    place.account.changeIam(({ policies }) => {
      const held = policies.get(arn);
      if (held === undefined) return;
      const last = Math.max(...held.versions.map(({ VersionId }) => Number(VersionId.slice(1))));
      const VersionId = `v${last + 1}`;
      held.versions = [{ VersionId, CreateDate: now, Document }, ...held.versions].slice(0, MOST_VERSIONS);
      held.DefaultVersionId = VersionId;
      held.UpdateDate = now;
    });
  },

  remove(place, arn) {
    need(place, 'iam:DeletePolicy', arn);
    const attached = [...place.account.iam().roles.values()].some(({ attachedPolicyArns }) =>
      attachedPolicyArns.includes(arn),
    );
    if (attached)
      throw refusedByIam(409, 'GeneralServiceException', 'Cannot delete a policy attached to entities.');
    place.account.changeIam(({ policies }) => policies.delete(arn));
  },

  attribute: (_, arn, name) => (name === 'PolicyArn' ? arn : undefined),
};

function documentOf(value: unknown) {
  const document = checkedDocument(value, false);
  if (policyLength(document) > LONGEST) {
    throw refusedByIam(409, 'ServiceLimitExceeded', `Cannot exceed quota for PolicySize: ${LONGEST}`);
  }
  return document;
}
