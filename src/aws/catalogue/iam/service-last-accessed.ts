import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceLastAccessed } from '@aws-sdk/client-iam';
import { transientError } from '../../../errors.ts';
import { brokenAnswer, requiredList, withoutMember } from '../answer.ts';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import type { Detail } from '../detail.ts';
import type { ItemSource } from '../entry-specs.ts';
import { listAll } from '../listing.ts';
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

/** AWS looks a principal up in seconds; what takes longer than this is a failure that names itself. */
const PATIENCE_MS = 60_000;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 5_000;

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
  const found: ServiceLastAccessed[] = [];
  let [pause, waited] = [FIRST_PAUSE_MS, 0];
  let Marker: string | undefined;
  for (;;) {
    const answer = await ask(context, iam, operation, {
      JobId: JobId ?? undefined,
      ...(Marker ? { Marker } : {}),
      MaxItems: 1000,
    });
    if (answer.JobStatus === 'FAILED') {
      throw transientError(
        `AWS could not look up what was used: ${answer.Error?.Message ?? 'no reason given'}`,
        {
          where: Arn ?? `account ${context.accountId}`,
          hint: 'Run again.',
        },
      );
    }
    if (answer.JobStatus === 'COMPLETED') {
      found.push(...requiredList(answer.ServicesLastAccessed, operation, 'ServicesLastAccessed'));
      if (!answer.IsTruncated) return found;
      if (!answer.Marker || answer.Marker === Marker) {
        throw brokenAnswer(operation, 'is truncated and does not say where it goes on');
      }
      Marker = answer.Marker;
      continue;
    }
    if (answer.JobStatus === undefined) throw withoutMember(operation, 'JobStatus');
    if (waited >= PATIENCE_MS) {
      throw transientError(`AWS did not look up what was used in ${PATIENCE_MS / 1000} seconds`, {
        where: Arn ?? `account ${context.accountId}`,
        hint: 'Run again.',
      });
    }
    await sleep(pause, undefined, { signal: context.signal });
    waited += pause;
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
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
        LAST_ACCESSED_AT: [
          'TIMESTAMP_LTZ',
          ({ Services }) => lastUse(Services)?.LastAuthenticated,
          'Last time that it called any service, allowed or not; NULL for never within what AWS keeps.',
        ],
        LAST_ACCESSED_SERVICE: [
          'STRING',
          ({ Services }) => lastUse(Services)?.ServiceNamespace,
          'Service of that call, such as s3.',
        ],
        SERVICES_ALLOWED: [
          'NUMBER',
          ({ Services }) => Services?.length,
          'Services that its policies let it use; NULL where BLIND_TO says why.',
        ],
        SERVICES_USED: [
          'NUMBER',
          ({ Services }) => Services?.filter(({ LastAuthenticated }) => LastAuthenticated).length,
          'How many of those it called within what AWS keeps, 400 days or more.',
        ],
        SERVICES: [
          'VARIANT',
          'Services',
          'Each of those services with ServiceNamespace and LastAuthenticated, which is missing where it was never called.',
        ],
      },
    },
  },
});

function lastUse(
  services: readonly ServiceLastAccessed[] | null | undefined,
): ServiceLastAccessed | undefined {
  return services
    ?.filter(({ LastAuthenticated }) => LastAuthenticated)
    .toSorted((a, b) => Number(b.LastAuthenticated) - Number(a.LastAuthenticated))[0];
}
