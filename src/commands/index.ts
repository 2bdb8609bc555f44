import { access } from './access.ts';
import { check } from './check.ts';
import type { Command } from './command.ts';
import { config } from './config.ts';
import { connections } from './connections.ts';
import { detections } from './detections.ts';
import { init } from './init.ts';
import { plan } from './plan.ts';
import { roles } from './roles.ts';
import { run } from './run.ts';
import { setup } from './setup.ts';
import { start } from './start.ts';
import { status } from './status.ts';

/** Every command of the command line. */
export const COMMANDS: readonly Command[] = [
  setup,
  init,
  connections,
  roles,
  check,
  plan,
  run,
  detections,
  access,
  start,
  status,
  config,
];
