import type { InstanceProfile } from '../../contract.ts';
import { iamId } from '../identifiers.ts';
import { createRandom } from '../random.ts';
import { generatedName } from './generated-name.ts';
import { need, type ResourceKind, refusedByIam } from './resource-kind.ts';

/** AWS::IAM::InstanceProfile, which holds one role. */
export const instanceProfile: ResourceKind = {
  properties: ['InstanceProfileName', 'Path', 'Roles'],
  required: ['Roles'],
  nameProperty: 'InstanceProfileName',
  fixed: ['InstanceProfileName', 'Path', 'Roles'],

  create(place, properties) {
    const { world, account, now } = place;
    const name = String(properties.InstanceProfileName ?? generatedName(place));
    const Path = String(properties.Path ?? '/');
    const [roleName = '', ...others] = properties.Roles as string[];
    const Arn = `arn:${world.partition}:iam::${account.id}:instance-profile${Path}${name}`;
    need(place, 'iam:CreateInstanceProfile', Arn);
    need(place, 'iam:AddRoleToInstanceProfile', Arn);
    const { roles } = account.iam();
    if (others.length > 0 || !roles.has(roleName))
      throw refusedByIam(404, 'NotFound', `The role with name ${roleName} cannot be found.`);
    if ([...roles.values()].some((role) => role.instanceProfile?.InstanceProfileName === name))
      throw refusedByIam(409, 'AlreadyExists', `Instance Profile ${name} already exists.`);
    const made: InstanceProfile = {
      InstanceProfileName: name,
      InstanceProfileId: iamId(createRandom(world.seed, place.stackId, place.logicalId), 'AIPA'),
      Arn,
      Path,
      CreateDate: now,
    };
    account.changeIam((iam) => {
      const role = iam.roles.get(roleName);
      if (role !== undefined) role.instanceProfile = made;
    });
    return name;
  },

  update: () => undefined,

  remove(place, name) {
    need(place, 'iam:DeleteInstanceProfile', '*');
    place.account.changeIam(({ roles }) => {
      for (const role of roles.values()) {
        if (role.instanceProfile?.InstanceProfileName === name) delete role.instanceProfile;
      }
    });
  },

  attribute: ({ account }, name, attribute) =>
    attribute === 'Arn'
      ? [...account.iam().roles.values()].find(
          ({ instanceProfile: profile }) => profile?.InstanceProfileName === name,
        )?.instanceProfile?.Arn
      : undefined,
};
