import type { DuckDBConnection } from '@duckdb/node-api';
import type { SandboxUser, WorkloadIdentity } from '../../login/users.ts';
import { rowsOf, textOf } from '../duck/rows.ts';
import { storedName } from '../names.ts';

type Properties = Readonly<Record<string, unknown>>;

/** The users that CREATE USER has made, as the login knows users. */
export async function createdUsers(duck: DuckDBConnection): Promise<readonly SandboxUser[]> {
  const policies = await rowsOf(
    duck,
    `SELECT name, properties FROM sandbox.objects WHERE kind = 'NETWORK POLICY'`,
  );
  const allowed = new Map(
    policies.map((row) => [
      textOf(row, 'name'),
      listOf(JSON.parse(textOf(row, 'properties')).ALLOWED_IP_LIST),
    ]),
  );
  const rows = await rowsOf(duck, 'SELECT name, properties FROM sandbox.users');
  return rows.map((row) => userOf(textOf(row, 'name'), JSON.parse(textOf(row, 'properties')), allowed));
}

function userOf(
  name: string,
  properties: Properties,
  allowed: ReadonlyMap<string, readonly string[]>,
): SandboxUser {
  const text = (property: string) => {
    const value = properties[property];
    return typeof value === 'string' ? value : undefined;
  };
  const [key, second] = [pem(text('RSA_PUBLIC_KEY')), pem(text('RSA_PUBLIC_KEY_2'))];
  const [password, role, warehouse] = [text('PASSWORD'), text('DEFAULT_ROLE'), text('DEFAULT_WAREHOUSE')];
  const addresses = allowed.get(storedName(text('NETWORK_POLICY') ?? ''));
  const workload = workloadOf(properties.WORKLOAD_IDENTITY);
  return {
    name,
    type: text('TYPE')?.toUpperCase() === 'SERVICE' ? 'SERVICE' : 'PERSON',
    disabled: text('DISABLED')?.toUpperCase() === 'TRUE',
    ...(password === undefined ? {} : { password }),
    ...(key === undefined ? {} : { publicKeyPem: key }),
    ...(second === undefined ? {} : { secondPublicKeyPem: second }),
    ...(role === undefined ? {} : { defaultRole: role }),
    ...(warehouse === undefined ? {} : { defaultWarehouse: warehouse }),
    ...(addresses === undefined ? {} : { allowedAddresses: addresses }),
    ...(workload === undefined ? {} : { workloadIdentity: workload }),
  };
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** RSA_PUBLIC_KEY has the key without its first and last line. */
function pem(body: string | undefined): string | undefined {
  return body === undefined ? undefined : `-----BEGIN PUBLIC KEY-----\n${body}\n-----END PUBLIC KEY-----\n`;
}

function workloadOf(value: unknown): WorkloadIdentity | undefined {
  const { TYPE: type, ARN: arn } = (value ?? {}) as Properties;
  return type === 'AWS' && typeof arn === 'string' ? { type, arn } : undefined;
}
