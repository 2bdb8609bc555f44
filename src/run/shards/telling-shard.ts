import type { RunEnvironment } from '../run-request.ts';
import type { Shard } from './shard.ts';

/** The environment, with the shard in the progress that is told. */
export function tellingShard(environment: RunEnvironment, shard: Shard): RunEnvironment {
  return { ...environment, onProgress: (progress) => environment.onProgress?.({ ...progress, shard }) };
}
