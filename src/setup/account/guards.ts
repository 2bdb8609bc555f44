import { literal, objectName, quoted } from '../../snowflake/identifiers.ts';
import type { Credential, Installation } from '../installation.ts';
import type { Section } from '../section.ts';

/** Statements that limit the addresses of the service user; none where that is left open. */
export function networkPolicy({ user, allowedAddresses }: Installation): readonly Section[] {
  if (allowedAddresses.length === 0) return [];
  const policy = quoted(`${user}_NETWORK_POLICY`);
  const list = `ALLOWED_IP_LIST = (${allowedAddresses.map(literal).join(', ')})`;
  return [
    {
      title: 'Where the service user may come from',
      role: 'SECURITYADMIN',
      statements: [
        `CREATE NETWORK POLICY IF NOT EXISTS ${policy} ${list}`,
        `ALTER NETWORK POLICY ${policy} SET ${list}`,
        `ALTER USER ${quoted(user)} SET NETWORK_POLICY = ${policy}`,
      ],
    },
  ];
}

/** https://docs.snowflake.com/en/sql-reference/sql/create-authentication-policy */
const METHODS: Readonly<Record<Credential['auth'], string>> = {
  'key-pair': 'KEYPAIR',
  'workload-identity': 'WORKLOAD_IDENTITY',
  oauth: 'OAUTH',
  pat: 'PROGRAMMATIC_ACCESS_TOKEN',
};

/** The only way the service user may log in; nothing where that is left open. */
export function authenticationPolicy(installation: Installation): readonly Section[] {
  const { schema, user, credential } = installation;
  if (!installation.authenticationPolicy || credential === undefined) return [];
  const policy = objectName(schema, `${user}_AUTHENTICATION_POLICY`);
  const methods = `AUTHENTICATION_METHODS = (${literal(METHODS[credential.auth])}) CLIENT_TYPES = ('DRIVERS')`;
  return [
    {
      title: 'How the service user may log in',
      role: 'ACCOUNTADMIN',
      statements: [
        `CREATE AUTHENTICATION POLICY IF NOT EXISTS ${policy} ${methods}`,
        `ALTER AUTHENTICATION POLICY ${policy} SET ${methods}`,
        `ALTER USER ${quoted(user)} SET AUTHENTICATION POLICY ${policy} FORCE`,
      ],
    },
  ];
}

/** Statements that limit what the warehouse costs a month; none where that is left open. */
export function resourceMonitor({ warehouse, creditQuota }: Installation): readonly Section[] {
  if (creditQuota === undefined) return [];
  const monitor = quoted(`${warehouse}_MONITOR`);
  return [
    {
      title: 'What the warehouse may cost a month',
      role: 'ACCOUNTADMIN',
      statements: [
        `CREATE RESOURCE MONITOR IF NOT EXISTS ${monitor} WITH CREDIT_QUOTA = ${creditQuota} FREQUENCY = MONTHLY ` +
          'START_TIMESTAMP = IMMEDIATELY TRIGGERS ON 80 PERCENT DO NOTIFY ON 100 PERCENT DO SUSPEND',
        `ALTER RESOURCE MONITOR ${monitor} SET CREDIT_QUOTA = ${creditQuota}`,
        `ALTER WAREHOUSE ${quoted(warehouse)} SET RESOURCE_MONITOR = ${monitor}`,
      ],
    },
  ];
}
