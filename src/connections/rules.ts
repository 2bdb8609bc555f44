import { partitionOfRegion } from '../partition.ts';
import { type Problem, spellPath } from './problem.ts';
import { parseRoleArn, type RoleArn } from './role-arn.ts';

/** The options as written, before anything is known to be valid; what is left empty is not there. */
export type RawOptions = Readonly<Record<string, unknown>>;

/** Rules over several options at once, in every module. Looks at raw options, so that all problems show together. */
export function commonRules(raw: RawOptions): readonly Problem[] {
  return [...keyRules(raw), ...partitionRules(raw), ...prototypeRules(raw)];
}

/** The problem that one option is given and the other is not, if so. */
export function needs(raw: RawOptions, option: string, other: string): readonly Problem[] {
  return raw[option] !== undefined && raw[other] === undefined
    ? [{ path: [option], message: `needs ${other}; add ${other} or remove ${option}` }]
    : [];
}

function keyRules(raw: RawOptions): readonly Problem[] {
  return [
    ...needs(raw, 'access_key_id', 'secret_access_key'),
    ...needs(raw, 'secret_access_key', 'access_key_id'),
    ...needs(raw, 'session_token', 'access_key_id'),
  ];
}

/**
 * Every `__proto__` within an option: the schema takes it for nothing, and what it was to narrow would be everything.
 * As an option of its own the schema refuses it.
 */
function prototypeRules(raw: RawOptions): readonly Problem[] {
  const seen = new Set<unknown>();
  const within = (value: unknown, path: readonly PropertyKey[]): readonly Problem[] => {
    if (value === null || typeof value !== 'object' || seen.has(value)) return [];
    seen.add(value);
    const members: readonly (readonly [PropertyKey, unknown])[] = Array.isArray(value)
      ? value.map((member, index) => [index, member] as const)
      : Object.entries(value);
    return members.flatMap(([key, member]) => {
      const place = [...path, key];
      const problems = within(member, place);
      return key === '__proto__' && path.length > 0
        ? [{ path: place, message: 'is a name that nothing can have; take it out' }, ...problems]
        : problems;
    });
  };
  return within(raw, []);
}

/** The last role before the destination, as far as it is valid. */
export function lastRole(raw: RawOptions): RoleArn | undefined {
  return hops(raw).at(-1)?.role;
}

/** Credentials of one partition are worth nothing in another, so all roles and regions must agree. */
function partitionRules(raw: RawOptions): readonly Problem[] {
  const destination = parsed(raw.destination_role_arn);
  const roles = [
    ...hops(raw),
    ...(destination === undefined ? [] : [{ path: ['destination_role_arn'], role: destination }]),
  ].map(({ path, role }) => ({ path, partition: role.partition }));
  const named: readonly (readonly [path: readonly PropertyKey[], region: unknown])[] = [
    ...listed(raw.regions).map((region, index) => [['regions', index], region] as const),
    [['identity_center_region'], raw.identity_center_region],
  ];
  const regions = named.flatMap(([path, region]) => placed(path, region));
  const [first, ...rest] = [...roles, ...regions];
  return rest
    .filter(({ partition }) => partition !== first?.partition)
    .map(({ path, partition }) => ({
      path,
      message: `is in the partition ${partition}, but ${spellPath(first?.path ?? [])} is in ${first?.partition}; keep a connection to one partition`,
    }));
}

/** A name that is no region is a problem of its own. */
function placed(path: readonly PropertyKey[], region: unknown) {
  const partition = typeof region === 'string' ? partitionOfRegion(region) : undefined;
  return partition === undefined ? [] : [{ path, partition }];
}

interface PlacedRole {
  readonly path: readonly PropertyKey[];
  readonly role: RoleArn;
}

function hops(raw: RawOptions): readonly PlacedRole[] {
  return [
    { path: ['source_role_arn'], hop: raw.source_role_arn },
    ...listed(raw.role_chain).map((hop, index) => ({ path: ['role_chain', index], hop })),
  ].flatMap(({ path, hop }) => {
    const role = parsed(typeof hop === 'object' && hop !== null && 'arn' in hop ? hop.arn : hop);
    return role === undefined ? [] : [{ path, role }];
  });
}

function parsed(arn: unknown): RoleArn | undefined {
  const role = typeof arn === 'string' ? parseRoleArn(arn) : undefined;
  return typeof role === 'object' ? role : undefined;
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
