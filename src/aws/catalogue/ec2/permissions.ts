import type * as sdk from '@aws-sdk/client-ec2';
import type { CollectContext } from '../context.ts';
import type { Collector } from '../entry.ts';
import { ofEach } from '../not-found.ts';
import { ec2 } from './service.ts';
import type { SharedList } from './shared-list.ts';

/** Grant of the use of a thing: to an account, to `all`, or to an organization or unit by its ARN. */
type Grant = sdk.CreateVolumePermission & sdk.LaunchPermission;

/** A thing that may be shared. */
interface Thing {
  readonly id: string;
  /** Undefined where things are asked whenever they are listed. */
  readonly madeAt?: Date | undefined;
}

type Lists = 'DescribeImages' | 'DescribeSnapshots';
type Asks = 'DescribeImageAttribute' | 'DescribeSnapshotAttribute';

/** A kind of thing of which each is asked whom it is shared with, and the words for it. */
interface PermissionsSpec {
  readonly doc: string;
  readonly calls: string;
  readonly actions: readonly [list: `ec2:${Lists}`, ask: `ec2:${Asks}`];
  /** Words for things and for one of them; of the latter the names of collector, table and column are made. */
  readonly things: string;
  readonly thing: string;
  /** Member of the row that names the thing, such as SnapshotId. */
  readonly idName: string;
  readonly tableDoc: string;
  readonly idDoc: string;
  readonly granteeDoc: string;
  /**
   * The list of those that everybody may use, which shows at once what becomes public. Where there is one, things are
   * asked while they are young, and again at full sweeps: to ask many every time would take hours.
   */
  readonly everybody?: SharedList<string>;
  grantsOf(context: CollectContext, id: string): Promise<readonly Grant[]>;
}

/** Questions under way at once; the pacer keeps their rate. */
const TOGETHER = 16;

/** A thing is shared soon after it was made, if ever, and the clock that says so is not ours: so long it is asked anew. */
const YOUNG_MS = 24 * 3_600_000;

/** Codes for a thing that was deleted since it was listed: it is shared with nobody, and that is the truth. */
const gone = ['InvalidSnapshot.NotFound', 'InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'];

/**
 * The grants of all things of a list, each asked by itself, for AWS has no list of grants. Of one that was asked before
 * what was known then is taken over, unless it has become public since, or private.
 */
export function permissionsOf(listed: SharedList<Thing>, spec: PermissionsSpec): Collector {
  const { doc, calls, actions, things, thing, idName, everybody, grantsOf } = spec;
  const [lists, asks] = actions;
  const table = `${thing.toUpperCase()}_PERMISSIONS`;
  const idOf = (grant: object) => (grant as Readonly<Record<string, string>>)[idName];
  return ec2.read<Record<string, Grant>>(`${thing}_permissions`, {
    doc,
    calls,
    actions: [lists],
    conditional: { [asks]: `the account owns ${things}` },
    listedBy: listed.collector.name,
    remembers: everybody !== undefined,
    tables: {
      [table]: {
        doc: spec.tableDoc,
        key: (grant) => `${idOf(grant)} ${granteeOf(grant)}`,
        columns: {
          [`${thing.toUpperCase()}_ID`]: ['STRING', idOf, spec.idDoc],
          GRANTEE: ['STRING', granteeOf, spec.granteeDoc],
          IS_PUBLIC: ['BOOLEAN', isPublic, 'Whether the grant is to everybody.'],
        },
      },
    },
    async *read(context) {
      const known = await knownGrants(context, everybody, idOf);
      for await (const items of listed.items(context)) {
        yield* ofEach({ items, gone, things, together: TOGETHER }, async (item) =>
          (known?.(item) ?? (await grantsOf(context, item.id))).map(
            (grant) => [table, { ...grant, [idName]: item.id }] as const,
          ),
        );
      }
    },
  });
}

/** The grants of a thing as they are known; undefined for one that is to be asked. */
type KnownGrants = (thing: Thing) => readonly Grant[] | undefined;

/** The grants that an earlier run has read of what is as public as it was then; undefined where none did. */
async function knownGrants(
  context: CollectContext,
  everybody: SharedList<string> | undefined,
  idOf: (grant: object) => string | undefined,
): Promise<KnownGrants | undefined> {
  const { earlier } = context;
  if (!earlier || !everybody) return undefined;
  const open = new Set<string>();
  for await (const ids of everybody.items(context)) for (const id of ids) open.add(id);
  const grants = Map.groupBy(earlier.items as readonly Grant[], idOf);
  return ({ id, madeAt }) => {
    if (!madeAt || madeAt.getTime() >= earlier.readAt.getTime() - YOUNG_MS) return undefined;
    const before = grants.get(id) ?? [];
    return before.some(isPublic) === open.has(id) ? before : undefined;
  };
}

function isPublic({ Group }: Grant): boolean {
  return Group === 'all';
}

/** Receiver of a grant: an account, `all`, or the ARN of an organization or unit. */
function granteeOf(grant: Grant): string | undefined {
  return grant.UserId ?? grant.Group ?? grant.OrganizationArn ?? grant.OrganizationalUnitArn;
}
