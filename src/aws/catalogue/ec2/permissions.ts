import type * as sdk from '@aws-sdk/client-ec2';
import type { CollectContext } from '../context.ts';
import type { Collector } from '../entry.ts';
import { ofEach } from '../not-found.ts';
import { ec2 } from './service.ts';
import type { SharedList } from './shared-list.ts';

/** Grant of the use of a thing: to an account, to `all`, or to an organization or unit by its ARN. */
type Grant = sdk.CreateVolumePermission & sdk.LaunchPermission;

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
  grantsOf(context: CollectContext, id: string): Promise<readonly Grant[]>;
}

/** Questions under way at once; the pacer keeps their rate. */
const TOGETHER = 16;

/** Codes for a thing that was deleted since it was listed: it is shared with nobody, and that is the truth. */
const gone = ['InvalidSnapshot.NotFound', 'InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'];

/** The grants of all things of a list of ids, each asked by itself, for AWS has no list of grants. */
export function permissionsOf(listed: SharedList<string>, spec: PermissionsSpec): Collector {
  const { doc, calls, actions, things, thing, idName, grantsOf } = spec;
  const [lists, asks] = actions;
  const table = `${thing.toUpperCase()}_PERMISSIONS`;
  const idOf = (grant: object) => (grant as Readonly<Record<string, string>>)[idName];
  return ec2.read<Record<string, Grant>>(`${thing}_permissions`, {
    doc,
    calls,
    actions: [lists],
    conditional: { [asks]: `the account owns ${things}` },
    listedBy: listed.collector.name,
    tables: {
      [table]: {
        doc: spec.tableDoc,
        key: (grant) => `${idOf(grant)} ${granteeOf(grant)}`,
        columns: {
          [`${thing.toUpperCase()}_ID`]: ['STRING', idOf, spec.idDoc],
          GRANTEE: ['STRING', granteeOf, spec.granteeDoc],
          IS_PUBLIC: ['BOOLEAN', ({ Group }) => Group === 'all', 'Whether the grant is to everybody.'],
        },
      },
    },
    async *read(context) {
      for await (const items of listed.items(context)) {
        yield* ofEach({ items, gone, things, together: TOGETHER }, async (id) =>
          (await grantsOf(context, id)).map((grant) => [table, { ...grant, [idName]: id }] as const),
        );
      }
    },
  });
}

/** Receiver of a grant: an account, `all`, or the ARN of an organization or unit. */
function granteeOf(grant: Grant): string | undefined {
  return grant.UserId ?? grant.Group ?? grant.OrganizationArn ?? grant.OrganizationalUnitArn;
}
