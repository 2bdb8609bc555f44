import type { Connection } from '../connections/connection.ts';
import { type OptionDeclaration, optionReader, type ParsedOptions } from '../connections/option-reader.ts';
import type { CommonOptions } from '../connections/options.ts';
import { bugError } from '../errors.ts';
import type { Row } from '../table.ts';
import type { Connector, ListedAccount, PlannedAccount, ReadPlan } from './connector.ts';

/** A connector in terms of its own options; see {@link Connector} for its members. */
export interface ConnectorDefinition<P extends ParsedOptions, O extends CommonOptions>
  extends OptionDeclaration<P, O>,
    Pick<Connector, 'module' | 'doc' | 'enters' | 'collectors' | 'connectionColumns'> {
  readonly listed?: Omit<NonNullable<Connector['listed']>, 'rowOf'> & {
    readonly rowOf: (options: NoInfer<O>) => (landed: Row) => Row;
  };
  readPlan(options: NoInfer<O>): ReadPlan;
  plan(options: NoInfer<O>, list: readonly ListedAccount[]): readonly PlannedAccount[];
}

/**
 * Connector made of its definition, the one place that names its module. Given a connection of another module, its
 * functions throw a bug error.
 */
export function defineConnector<P extends ParsedOptions, O extends CommonOptions>(
  definition: ConnectorDefinition<P, O>,
): Connector {
  const { module, doc, enters, collectors, connectionColumns, listed } = definition;
  const optionsOf = (connection: Connection): O => {
    if (connection.module !== module) throw bugError(`${connection.name} is no ${module} connection`);
    // Connections of this module come from its reader alone, which gives them O.
    return connection.options as O;
  };
  return {
    ...optionReader(definition),
    module,
    doc,
    enters,
    collectors,
    connectionColumns,
    ...(listed && {
      listed: { ...listed, rowOf: (connection) => listed.rowOf(optionsOf(connection)) },
    }),
    readPlan: (connection) => definition.readPlan(optionsOf(connection)),
    plan: (connection, list) => definition.plan(optionsOf(connection), list),
  };
}
