import type { ServiceLastAccessed } from '@aws-sdk/client-iam';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import type { Detail } from '../detail.ts';
import type { ItemSource } from '../entry-specs.ts';
import { listAll } from '../listing.ts';
import { jobItems } from './access-job.ts';
import { lastUseColumns } from './last-use.ts';
import { iam } from './service.ts';

/** A user or role that people made. */
interface Principal {
  readonly Arn: string | undefined;
  readonly Name: string | undefined;
  readonly Kind: 'user' | 'role';
}

/** A principal with the job by which AWS looks up what it used. */
interface PrincipalSoFar extends Principal {
  readonly JobId?: string | null;
}

/** Path of roles that only a service of AWS can assume, under policies that only AWS can change. */
const OF_SERVICES = '/aws-service-role/';

const principals: ItemSource<PrincipalSoFar> = {
  actions: ['iam:ListRoles', 'iam:ListUsers'],
  calls: '1 per 1,000 users, 1 per 1,000 roles',
  async *pages(context) {
    const users = await listAll(context, iam, 'ListUsers', 'Users', { pageSize: 1000 });
    const roles = await listAll(context, iam, 'ListRoles', 'Roles', { pageSize: 1000 });
    yield users.map(({ Arn, UserName }) => ({ Arn, Name: UserName, Kind: 'user' as const }));
    yield roles
      .filter(({ Path }) => !Path?.startsWith(OF_SERVICES))
      .map(({ Arn, RoleName }) => ({ Arn, Name: RoleName, Kind: 'role' as const }));
  },
};

/** Every service that the principal may use, with its last use. */
const services: Detail<PrincipalSoFar, readonly ServiceLastAccessed[]> = {
  action: 'iam:GetServiceLastAccessedDetails',
  facts: iam.facts,
  calls: 'item',
  when: ({ JobId }) => typeof JobId === 'string',
  start: (context) => () => (principal) => readJob(context, principal),
};

async function readJob(
  context: CollectContext,
  { JobId, Arn }: PrincipalSoFar,
): Promise<readonly ServiceLastAccessed[]> {
  const operation = 'GetServiceLastAccessedDetails';
  return jobItems(context, {
    operation,
    member: 'ServicesLastAccessed',
    where: Arn ?? `account ${context.accountId}`,
    async ask(page) {
      const answer = await ask(context, iam, operation, { JobId: JobId ?? undefined, ...page });
      return { ...answer, items: answer.ServicesLastAccessed, failure: answer.Error?.Message };
    },
  });
}

export const serviceLastAccessed = iam.details('service_last_accessed', {
  doc: 'Services that each user and role may use, with the last time that it tried to; two calls or more for each.',
  onRequest: true,
  everyDays: 7,
  thing: 'user or role',
  list: principals,
  gone: ['NoSuchEntityException'],
  details: {
    JobId: iam.detailsOf<PrincipalSoFar>().each('GenerateServiceLastAccessedDetails', {
      request: ({ Arn }) => ({ Arn, Granularity: 'SERVICE_LEVEL' as const }),
      take: ({ JobId }) => JobId,
    }),
    Services: services,
  },
  tables: {
    SERVICE_LAST_ACCESSED: {
      doc: 'Users and roles with the services that their policies let them use, one row each, but no service-linked roles.',
      key: 'Arn',
      volatile: [
        'JobId',
        'LastAuthenticated',
        'LastAuthenticatedEntity',
        'LastAuthenticatedRegion',
        'TotalAuthenticatedEntities',
      ],
      columns: {
        ARN: ['STRING', 'Arn', 'ARN of the user or role.'],
        NAME: ['STRING', 'Name', 'Its name.'],
        KIND: ['STRING', 'Kind', 'user or role.'],
        ...lastUseColumns<ServiceLastAccessed>(({ LastAuthenticated }) => LastAuthenticated, {
          lastUse:
            'Last time that it called any service, allowed or not; NULL for never within what AWS keeps.',
          allowed: 'Services that its policies let it use; NULL where BLIND_TO says why.',
          used: 'How many of those it called within what AWS keeps, 400 days or more.',
        }),
        SERVICES: [
          'VARIANT',
          'Services',
          'Each of those services with ServiceNamespace and LastAuthenticated, which is missing where it was never called.',
        ],
      },
    },
  },
});
