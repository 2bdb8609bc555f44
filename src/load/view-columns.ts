import { SOURCE_ACCOUNT, type TableEntry } from '../aws/catalogue/entry.ts';
import type { Column } from '../table.ts';
import { COMPARING, landingTable } from './landing.ts';

/** Columns that were called otherwise in rows of older versions, by where those rows have the value still. */
const RENAMED: ReadonlyMap<string, string> = new Map([['IS_SET', 'RAW:Exists::BOOLEAN']]);

/** Columns of a view over the rows of an entry: ACCOUNT_ID is the account that a row is about. */
export function viewColumns(entry: TableEntry): readonly Column[] {
  const columns = landingTable(entry).columns.filter(({ name }) => !COMPARING.has(name));
  const { account } = entry;
  const about = columns.find(({ name }) => name === account);
  if (about === undefined) return columns;
  return columns.flatMap((column): readonly Column[] => {
    if (column.name === 'ACCOUNT_ID') {
      return [
        { ...column, comment: about.comment },
        { ...column, name: SOURCE_ACCOUNT },
      ];
    }
    return column === about ? [{ ...column, comment: 'The same as ACCOUNT_ID.' }] : [column];
  });
}

/** The column as it is selected from rows of the landing table. */
export function selectedColumn({ account }: TableEntry, { name }: Column, side = 's'): string {
  if (account !== undefined && name === 'ACCOUNT_ID') return `${side}.${account} AS ACCOUNT_ID`;
  if (name === SOURCE_ACCOUNT) {
    const asked =
      account === undefined ? `COALESCE(${side}.${name}, ${side}.ACCOUNT_ID)` : `${side}.ACCOUNT_ID`;
    return `${asked} AS ${SOURCE_ACCOUNT}`;
  }
  const before = RENAMED.get(name);
  return before === undefined ? `${side}.${name}` : `COALESCE(${side}.${name}, ${side}.${before}) AS ${name}`;
}

/** The columns of these names, in the order of the names. */
export function pickColumns(columns: readonly Column[], names: readonly string[]): Column[] {
  return names.flatMap((name) => columns.filter((column) => column.name === name));
}
