import { configError, isSnowcensusError } from '../../errors.ts';
import { DEFAULT_NAMES } from '../../setup/installation.ts';
import { NO_SUCH_OBJECT, refusedWith } from '../../snowflake/statement-error.ts';

/** A role that `setup` makes, by what its profile is usually called. */
interface NeededRole {
  readonly profile: string;
  readonly role: string;
}

const OWNER: NeededRole = { profile: 'owner', role: DEFAULT_NAMES.owner };
const LOADER: NeededRole = { profile: 'loader', role: DEFAULT_NAMES.loader };

/** Role that has all that a command needs. `setup` tells by itself which role it needs. */
const NEEDED: Readonly<Record<string, NeededRole>> = {
  access: OWNER,
  connections: OWNER,
  detections: { profile: 'reader', role: DEFAULT_NAMES.reader },
  check: LOADER,
  plan: LOADER,
  roles: LOADER,
  run: LOADER,
  start: LOADER,
  status: LOADER,
};

/** Snowflake's "insufficient privileges", and "does not exist or not authorized", of objects and of schemas. */
const REFUSALS = ['003001', '003011', ...NO_SUCH_OBJECT];

/** The error, with the role that has the privilege, where a session of another role lacks one. */
export function withRole(error: unknown, command: string | undefined, role: string | undefined): unknown {
  const needed = NEEDED[command ?? ''];
  if (needed === undefined || role?.toUpperCase() === needed.role) return error;
  if (!isSnowcensusError(error) || error.kind !== 'config' || !refusedWith(error, ...REFUSALS)) return error;
  const has = role === undefined ? 'the session has the default role of its user' : `the session has ${role}`;
  return configError(error.message, {
    cause: error.cause,
    ...(error.where === undefined ? {} : { where: error.where }),
    hint:
      `${needed.role} may do what \`${command}\` does, and ${has}: use --profile ${needed.profile} or ` +
      `SNOWFLAKE_ROLE=${needed.role}, unless setup named it otherwise. Else: ${error.hint ?? ''}`,
  });
}
