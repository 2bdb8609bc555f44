/** Service with its last use, as far as both shapes of AWS's answers agree. */
interface UsedService {
  readonly ServiceNamespace: string | undefined;
}

/** Row whose details are the services that something may use; null where they could not be read. */
interface WithServices<Service> {
  readonly Services?: readonly Service[] | null | undefined;
}

/** Sentences of the columns, for what the services are of. */
interface Words {
  readonly lastUse: string;
  readonly allowed: string;
  readonly used: string;
}

/** Columns of what was used of the services that something may use. `usedAt` is the last use of one; undefined for never. */
export function lastUseColumns<Service extends UsedService>(
  usedAt: (service: Service) => Date | undefined,
  words: Words,
) {
  const used = ({ Services }: WithServices<Service>) => Services?.filter((service) => usedAt(service));
  const latest = (row: WithServices<Service>) =>
    used(row)?.toSorted((a, b) => Number(usedAt(b)) - Number(usedAt(a)))[0];
  return {
    LAST_ACCESSED_AT: [
      'TIMESTAMP_LTZ',
      (row: WithServices<Service>) => {
        const service = latest(row);
        return service && usedAt(service);
      },
      words.lastUse,
    ],
    LAST_ACCESSED_SERVICE: [
      'STRING',
      (row: WithServices<Service>) => latest(row)?.ServiceNamespace,
      'Service of that call, such as s3.',
    ],
    SERVICES_ALLOWED: ['NUMBER', ({ Services }: WithServices<Service>) => Services?.length, words.allowed],
    SERVICES_USED: ['NUMBER', (row: WithServices<Service>) => used(row)?.length, words.used],
  } as const;
}
