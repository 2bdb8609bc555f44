import type { AccessDetail } from '@aws-sdk/client-iam';
import { transientError } from '../../../errors.ts';
import { sampleAnswer } from '../../sample.ts';
import { withoutMember } from '../answer.ts';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import type { Detail } from '../detail.ts';
import type { ItemSource } from '../entry-specs.ts';
import { jobItems, pausesOf } from '../iam/access-job.ts';
import { lastUseColumns } from '../iam/last-use.ts';
import { iam } from '../iam/service.ts';
import { listAll } from '../listing.ts';
import { unlessNotFound } from '../not-found.ts';
import { AccountPositions } from './positions.ts';
import { organizations } from './service.ts';

/** The root, a unit or an account. */
interface Entity {
  readonly Id: string;
  readonly Type: 'ROOT' | 'ORGANIZATIONAL_UNIT' | 'ACCOUNT';
  readonly Name: string | undefined;
  /** Ids from the organization down, by which IAM is asked; undefined where its place is not known. */
  readonly Path: string | undefined;
}

/** An entity with the job by which AWS looks up what was used in it. */
interface EntitySoFar extends Entity {
  readonly JobId?: string | null;
}

const entities: ItemSource<EntitySoFar> = {
  actions: [
    'organizations:DescribeOrganization',
    'organizations:ListAccounts',
    'organizations:ListOrganizationalUnitsForParent',
    'organizations:ListRoots',
  ],
  conditional: { 'organizations:ListAccountsForParent': 'AWS lists accounts without their paths' },
  calls: '2, 1 per root and unit, 1 per 20 accounts',
  sample: async () => ({ Id: 'id', Type: 'ACCOUNT', Name: 'name', Path: 'path' }),
  async *pages(context) {
    const { Organization } = await ask(context, organizations, 'DescribeOrganization', {});
    if (!Organization?.Id) throw withoutMember('DescribeOrganization', 'Organization.Id');
    const pathOf = (ids: readonly string[]) => [Organization.Id, ...ids].join('/');
    const positions = await AccountPositions.read(context);
    const accounts = await listAll(context, organizations, 'ListAccounts', 'Accounts');
    const members: Entity[] = [];
    for (const account of accounts) {
      const { Id = '', Name } = account;
      if ((account.State ?? account.Status) !== 'ACTIVE') continue;
      const ids = (await positions.of(account))?.OuIds;
      members.push({ Id, Name, Type: 'ACCOUNT', Path: ids && pathOf([...ids, Id]) });
    }
    yield [...positions.tree.values()].map(({ id, name, parentId, ids }) => ({
      Id: id,
      Name: name,
      Type: parentId === undefined ? ('ROOT' as const) : ('ORGANIZATIONAL_UNIT' as const),
      Path: pathOf(ids),
    }));
    yield members;
  },
};

/** The code with which a job is not begun, for AWS runs as many already as it does for an account. */
const TOO_MANY_JOBS = 'ReportGenerationLimitExceededException';

const job: Detail<EntitySoFar, string> = {
  action: 'iam:GenerateOrganizationsAccessReport',
  facts: iam.facts,
  calls: 'item',
  start: (context) => () => (entity) => startJob(context, entity),
};

async function startJob(context: CollectContext, { Id, Path }: EntitySoFar): Promise<string> {
  const operation = 'GenerateOrganizationsAccessReport';
  if (Path === undefined) {
    throw transientError(`the place of ${Id} in the organization is not known, by which ${operation} asks`, {
      hint: 'Run again: it was moved while the organization was read.',
    });
  }
  const pauses = pausesOf(context);
  do {
    const begun = await unlessNotFound([TOO_MANY_JOBS], () =>
      ask(context, iam, operation, { EntityPath: Path }),
    );
    if (begun?.JobId) return begun.JobId;
    if (begun) throw withoutMember(operation, 'JobId');
  } while (await pauses.next());
  throw transientError('AWS ran as many jobs as it runs for an account at once, for a minute', {
    where: Id,
    hint: 'Run again.',
  });
}

/** Every service that SCPs leave to the entity, with its last use. */
const services: Detail<EntitySoFar, readonly AccessDetail[]> = {
  action: 'iam:GetOrganizationsAccessReport',
  facts: iam.facts,
  calls: 'item',
  when: ({ JobId }) => typeof JobId === 'string',
  start: (context) => () => (entity) => readJob(context, entity),
  sample: async () =>
    (sampleAnswer(await iam.sdk(), 'GetOrganizationsAccessReport') as { AccessDetails?: unknown } | undefined)
      ?.AccessDetails,
};

async function readJob(
  context: CollectContext,
  { Id, JobId }: EntitySoFar,
): Promise<readonly AccessDetail[]> {
  const operation = 'GetOrganizationsAccessReport';
  return jobItems(context, {
    operation,
    member: 'AccessDetails',
    where: Id,
    async ask(page) {
      const answer = await ask(context, iam, operation, { JobId: JobId ?? undefined, ...page });
      return { ...answer, items: answer.AccessDetails, failure: answer.ErrorDetails?.Message };
    },
  });
}

export const lastAccessed = organizations.details('last_accessed', {
  doc: 'Services that SCPs leave to each account and unit, with the last time that anybody in it tried to use them; two calls or more for each.',
  onRequest: true,
  everyDays: 7,
  thing: 'root, unit or account',
  list: entities,
  gone: ['NoSuchEntityException'],
  details: { JobId: job, Services: services },
  tables: {
    ORGANIZATIONS_LAST_ACCESSED: {
      doc: 'The root, the units and the active accounts with the services that SCPs leave to them, one row each.',
      key: 'Id',
      volatile: ['JobId', 'EntityPath', 'LastAuthenticatedTime', 'Region', 'TotalAuthenticatedEntities'],
      columns: {
        TARGET_ID: ['STRING', 'Id', 'Id of the root, unit or account.'],
        TARGET_TYPE: ['STRING', 'Type', 'ROOT, ORGANIZATIONAL_UNIT or ACCOUNT.'],
        TARGET_NAME: ['STRING', 'Name', 'Name of the root, unit or account.'],
        PATH: ['STRING', 'Path', 'Where it is: ids of organization, root and units, its own last.'],
        ...lastUseColumns<AccessDetail>(({ LastAuthenticatedTime }) => LastAuthenticatedTime, {
          lastUse: 'Last time that anybody in it called any service; NULL for never within what AWS keeps.',
          allowed: 'Services that SCPs leave to it; NULL where BLIND_TO says why.',
          used: 'How many of those anybody in it called within what AWS keeps, 400 days or more.',
        }),
        SERVICES: [
          'VARIANT',
          'Services',
          'Each of those services with ServiceNamespace and LastAuthenticatedTime, which is missing where nobody called it: what an SCP could take away.',
        ],
      },
    },
  },
});
