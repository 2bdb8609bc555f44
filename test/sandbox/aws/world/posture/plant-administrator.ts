import type { Account, World } from '../../contract.ts';
import { type PostureState, postureOf } from './posture.ts';

/** The account to which the organization has delegated GuardDuty, with a detector in the region from now on. */
export function plantDetectorAdministrator(world: World, region: string): Account {
  const [id = ''] =
    [...world.delegatedAdministrators].find(([, { services }]) => services.has('guardduty.amazonaws.com')) ??
    [];
  const administrator = world.accounts.get(id);
  const looking = [...world.accounts.values()]
    .map((account) => postureOf({ world, account, region }).detector)
    .find((detector) => detector?.Status === 'ENABLED');
  if (!administrator || !looking) throw new Error('nobody looks, or nobody administers those that do');
  administrator.changeContent<PostureState>(`posture ${region}`, (state) => {
    state.detector ??= { ...structuredClone(looking), id: 'administrators0' };
  });
  return administrator;
}
