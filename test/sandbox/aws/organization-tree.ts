import type { World } from './contract.ts';
import { SandboxDefect } from './wire/protocol.ts';

/** Ids from the root down to the given OU (or the root itself). */
export function lineage(world: World, parentId: string): string[] {
  const ids: string[] = [];
  for (let id = parentId; id !== world.rootId; ) {
    const unit = world.organizationalUnits.get(id);
    if (unit === undefined || ids.includes(id))
      throw new SandboxDefect(`${parentId} does not hang on the root`);
    ids.unshift(id);
    id = unit.parentId;
  }
  return [world.rootId, ...ids];
}
