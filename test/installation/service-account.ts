import { createPublicKey } from 'node:crypto';
import { accountSections } from '../../src/setup/account/account-sections.ts';
import { DEFAULT_NAMES } from '../../src/setup/installation.ts';
import { useRole } from '../../src/setup/section.ts';

const { warehouse, user, ...roles } = DEFAULT_NAMES;

/** The installation that the sandbox's environment names. */
export const SERVICE = {
  schema: { database: 'SNOWALERT', schema: 'DATA', stage: 'SNOWCENSUS_STAGE' },
  warehouse,
  roles,
  user,
} as const;

/** The administrators' part of the set-up, done; and the service user may act as the owner of the schema too. */
export function setUpService(publicKeyPem: string, person: string): readonly string[] {
  const der = createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' });
  const sections = accountSections({
    ...SERVICE,
    credential: { auth: 'key-pair', publicKey: der.toString('base64') },
    creditQuota: undefined,
    allowedAddresses: [],
    authenticationPolicy: false,
  });
  return [
    ...sections.flatMap(({ role, statements }) => [useRole(role), ...statements]),
    useRole('ACCOUNTADMIN'),
    `GRANT ROLE ${roles.owner} TO USER ${user}`,
    `ALTER USER ${person} SET DEFAULT_ROLE = ${roles.owner} DEFAULT_WAREHOUSE = ${warehouse}`,
  ];
}
