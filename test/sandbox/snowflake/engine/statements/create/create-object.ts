import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { IN_SCHEMA } from '../../access/privileges.ts';
import { fullName, requireControl, requireCreate, requireGlobal } from '../../access/require.ts';
import { rowsOf } from '../../duck/rows.ts';
import { status } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { type CreateHandler, type CreateHeader, onExisting } from './create-header.ts';
import { property, readProperties } from './properties.ts';

/** Properties of the kinds that only have properties. doc: sql/create-resource-monitor and its like. */
export const OBJECT_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  'RESOURCE MONITOR': ['CREDIT_QUOTA', 'FREQUENCY', 'START_TIMESTAMP', 'END_TIMESTAMP', 'NOTIFY_USERS'],
  'NETWORK POLICY': [
    'ALLOWED_NETWORK_RULE_LIST',
    'BLOCKED_NETWORK_RULE_LIST',
    'ALLOWED_IP_LIST',
    'BLOCKED_IP_LIST',
    'COMMENT',
  ],
  'AUTHENTICATION POLICY': [
    'AUTHENTICATION_METHODS',
    'CLIENT_TYPES',
    'SECURITY_INTEGRATIONS',
    'WORKLOAD_IDENTITY_POLICY',
    'PAT_POLICY',
    'COMMENT',
  ],
};

/** CREATE of a kind that only has properties. */
export function createObject(kind: string): CreateHandler {
  return (context, _request: StatementRequest, header) => {
    const name = fullName(context, kind, header.reader.name());
    header.reader.accept('WITH');
    const options = readProperties(header.reader, OBJECT_OPTIONS[kind] ?? []);
    const triggers = kind === 'RESOURCE MONITOR' ? readTriggers(header) : [];
    header.reader.finish();
    const { COMMENT: _comment, ...values } = { ...options.values, ...options.lists };
    const properties = { ...values, ...(triggers.length > 0 ? { TRIGGERS: triggers } : {}) };
    return writeObject(context, header, { kind, name, comment: property(options, 'COMMENT'), properties });
  };
}

/** Makes the object, once the role is known to be allowed to. */
export async function writeObject(
  context: SessionContext,
  header: CreateHeader,
  object: {
    readonly kind: string;
    readonly name: string;
    readonly comment: string;
    readonly properties: object;
  },
): Promise<RowsResult> {
  const { kind, name } = object;
  const parts = name.split('.');
  return context.change(async () => {
    const [database = '', schema = ''] = parts;
    if (IN_SCHEMA.has(kind)) await requireCreate(context, kind, { database, schema });
    else await requireGlobal(context, `CREATE ${kind}`);
    const where = 'kind = $1 AND name = $2';
    const old = await rowsOf(context.duck, `SELECT 1 AS one FROM sandbox.objects WHERE ${where}`, [
      kind,
      name,
    ]);
    if (old.length > 0) {
      const existing = onExisting(header, parts.at(-1) ?? '');
      if (existing !== 'replace') return existing;
      await requireControl(context, kind, parts);
      await context.duck.run(`DELETE FROM sandbox.objects WHERE ${where}`, [kind, name]);
    }
    await context.duck.run(
      'INSERT INTO sandbox.objects VALUES ($1, $2, CAST($3 AS TIMESTAMPTZ), $4, $5, $6)',
      [
        kind,
        name,
        context.now().toISOString(),
        context.place.role,
        object.comment,
        JSON.stringify(object.properties),
      ],
    );
    return status(`${kind.charAt(0)}${kind.slice(1).toLowerCase()} ${parts.at(-1)} successfully created.`);
  });
}

/** `TRIGGERS ON 80 PERCENT DO NOTIFY ON 100 PERCENT DO SUSPEND …` */
function readTriggers({ reader }: CreateHeader): readonly string[] {
  const triggers: string[] = [];
  if (!reader.accept('TRIGGERS')) return triggers;
  while (reader.accept('ON')) {
    const percent = reader.take('number').value;
    reader.expect('PERCENT', 'DO');
    const action = reader.take('word').value;
    if (!['NOTIFY', 'SUSPEND', 'SUSPEND_IMMEDIATE'].includes(action)) throw reader.unexpected();
    triggers.push(`${percent} ${action}`);
  }
  return triggers;
}
