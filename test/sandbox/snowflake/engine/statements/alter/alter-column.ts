import { sqlError, unsupported } from '../../errors.ts';
import { duckNameOf } from '../../names.ts';
import type { SessionContext, StoredColumn, StoredTable } from '../../session/session-context.ts';
import type { TokenReader } from '../../syntax/token-reader.ts';
import { quoteIdentifier } from '../../syntax/tokens.ts';
import { duckType, type SnowType, typeName } from '../../types/types.ts';
import { readType } from '../create/column-definitions.ts';

/** The column of that name; 000904 when the table has none. */
export function columnOf(table: StoredTable, name: string): StoredColumn {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw sqlError('000904', '42000', `invalid identifier '${name}'`);
  return column;
}

/** `[COLUMN] c SET NOT NULL | DROP NOT NULL | COMMENT '…' | [SET DATA] TYPE t | DROP DEFAULT`, also several in brackets. */
export async function alterColumns(
  context: SessionContext,
  table: StoredTable,
  reader: TokenReader,
): Promise<void> {
  const changes: (() => Promise<void>)[] = [];
  const readOne = () => {
    changes.push(readChange(context, table, reader));
  };
  if (reader.at('(')) reader.list(readOne);
  else {
    do readOne();
    while (reader.accept(','));
  }
  reader.finish();
  for (const change of changes) await change();
}

function readChange(context: SessionContext, table: StoredTable, reader: TokenReader): () => Promise<void> {
  reader.accept('COLUMN');
  const column = columnOf(table, reader.identifier());
  const alterDuck = async (words: string) => {
    await context.duck.run(
      `ALTER TABLE ${duckNameOf(table.name)} ALTER COLUMN ${quoteIdentifier(column.name)} ${words}`,
    );
  };
  const store = async (field: string, value: string | boolean | null) => {
    await context.duck.run(`UPDATE sandbox.columns SET ${field} = $3 WHERE table_id = $1 AND name = $2`, [
      table.id,
      column.name,
      value,
    ]);
  };
  if (reader.accept('SET', 'NOT', 'NULL') || reader.accept('NOT', 'NULL')) {
    return async () => {
      await alterDuck('SET NOT NULL');
      await store('nullable', false);
    };
  }
  if (reader.accept('DROP', 'NOT', 'NULL')) {
    return async () => {
      await alterDuck('DROP NOT NULL');
      await store('nullable', true);
    };
  }
  if (reader.accept('COMMENT')) {
    const text = reader.take('string').value;
    return () => store('comment', text);
  }
  if (reader.accept('UNSET', 'COMMENT')) return () => store('comment', null);
  if (reader.accept('DROP', 'DEFAULT')) {
    return async () => {
      await alterDuck('DROP DEFAULT');
      await store('default_text', null);
    };
  }
  if (reader.at('SET', 'DEFAULT')) throw unsupported('ALTER COLUMN … SET DEFAULT');
  if (!reader.accept('SET', 'DATA', 'TYPE')) reader.accept('TYPE');
  const type = readType(reader);
  return async () => {
    refuseNarrowing(column, type);
    await alterDuck(`TYPE ${duckType(type)}`);
    await store('data_type', typeName(type));
  };
}

/** Only a longer text, or a NUMBER of the same scale with more digits, is allowed. doc: sql/alter-table-column. */
function refuseNarrowing(column: StoredColumn, to: SnowType): void {
  const from = column.type;
  const wider =
    (from.kind === 'text' && to.kind === 'text' && (to.length ?? 0) >= (from.length ?? 0)) ||
    (from.kind === 'fixed' &&
      to.kind === 'fixed' &&
      from.scale === to.scale &&
      (to.precision ?? 0) >= (from.precision ?? 0));
  if (wider || typeName(from) === typeName(to)) return;
  throw sqlError(
    '002108',
    '22000',
    `cannot change column ${column.name} from type ${typeName(from)} to ${typeName(to)}`,
  );
}
