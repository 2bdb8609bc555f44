import type { Cell } from '../../../contract.ts';
import { type Row, textOf } from '../../duck/rows.ts';
import { NUMBER } from '../../types/types.ts';
import { always, type Column, created, empty, type Kind, never, ownerType, text } from './show-column.ts';

/** Objects of the account, with the columns SHOW has for them. */
export const ACCOUNT_KINDS: readonly Kind[] = [
  {
    words: ['DATABASES'],
    seen: ["'DATABASE'", 's.name'],
    sql: `SELECT * FROM sandbox.databases`,
    order: 'name',
    columns: [
      created,
      text('name'),
      text('is_default', never),
      text('is_current', (row, { place }) => (textOf(row, 'name') === place.database ? 'Y' : 'N')),
      text('origin', empty),
      text('owner'),
      text('comment'),
      text('options', (row) => (row.transient === true ? 'TRANSIENT' : '')),
      text('retention_time'),
      text('kind', always('STANDARD')),
      text('budget', empty),
      ownerType,
    ],
  },
  {
    words: ['WAREHOUSES'],
    seen: ["'WAREHOUSE'", 's.name'],
    sql: `SELECT * FROM sandbox.warehouses`,
    order: 'name',
    columns: [
      text('name'),
      text('state', always('STARTED')),
      text('type', always('STANDARD')),
      text('size'),
      ['running', NUMBER, always('0')],
      ['queued', NUMBER, always('0')],
      text('is_default', never),
      text('is_current', (row, { place }) => (textOf(row, 'name') === place.warehouse ? 'Y' : 'N')),
      ['auto_suspend', NUMBER, (row) => (row.auto_suspend === null ? null : textOf(row, 'auto_suspend'))],
      text('auto_resume'),
      created,
      text('owner'),
      text('comment'),
      text('resource_monitor', (row) => textOf(row, 'resource_monitor') || 'null'),
    ],
  },
  {
    words: ['ROLES'],
    sql: `SELECT * FROM sandbox.roles`,
    order: 'name',
    columns: [
      created,
      text('name'),
      text('is_default', never),
      text('is_current', (row, { place }) => (textOf(row, 'name') === place.role ? 'Y' : 'N')),
      text('is_inherited', never),
      ['assigned_to_users', NUMBER, always('0')],
      ['granted_to_roles', NUMBER, always('0')],
      ['granted_roles', NUMBER, always('0')],
      text('owner'),
      text('comment'),
    ],
  },
  {
    words: ['USERS'],
    seen: ["'USER'", 's.name'],
    sql: `SELECT * FROM sandbox.users`,
    order: 'name',
    columns: [
      text('name'),
      created,
      ...[
        'login_name',
        'display_name',
        'email',
        'type',
        'default_role',
        'default_warehouse',
        'default_namespace',
        'disabled',
      ].map((name): Column => text(name, (row) => userProperty(row, name))),
      text('comment'),
      text('owner'),
    ],
  },
];

function userProperty(row: Row, name: string): Cell {
  const properties = JSON.parse(textOf(row, 'properties')) as Record<string, unknown>;
  const value = properties[name.toUpperCase()];
  if (value !== undefined) return String(value);
  if (name === 'login_name' || name === 'display_name') return textOf(row, 'name');
  return name === 'disabled' ? 'false' : '';
}
