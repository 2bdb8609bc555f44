import { stringify } from 'yaml';
import { type OptionFacts, optionFacts } from '../connections/option-facts.ts';
import type { Connector } from '../connectors/connector.ts';
import { CONNECTORS } from '../connectors/index.ts';
import { DEFAULT_NAMES } from '../setup/installation.ts';
import { letLoad } from '../setup/schema/connection-loaders.ts';
import { createTable } from '../snowflake/ddl.ts';
import type { SchemaReference } from '../snowflake/identifiers.ts';

/** The scripts that make a connection of each module by hand: module → SQL. */
export function connectionTemplates(
  schema: SchemaReference,
): readonly (readonly [module: string, sql: string])[] {
  return [...CONNECTORS.values()].map((connector) => [
    connector.module,
    connectionTemplate(schema, connector),
  ]);
}

/** Options that the form asks for, and those that a new connection has, have an example; all others stand in comments. */
function connectionTemplate(schema: SchemaReference, connector: Connector): string {
  const { module, doc, connectionColumns: columns } = connector;
  const facts = optionFacts(connector).filter(({ name }) => name !== 'paused');
  const [asked, others] = [facts.filter(isGiven), facts.filter((each) => !isGiven(each))];
  const comment = [
    `module: ${module}\n`,
    ...asked.map((each) => `# ${each.doc}\n${written(each)}`),
    '# These are optional.\n',
    ...others.map((each) => `# ${each.doc}\n# ${written(each)}`),
  ].join('\n');
  const name = `${module.toUpperCase()}_CONNECTION`;
  return (
    `-- ${doc}\n` +
    '-- Put your own values in the place of the examples, give the table another name if you like, one that ends in\n' +
    '-- _CONNECTION, and run this as a role that owns the schema; the GRANT is for the role that runs use.\n' +
    '-- `snowcensus connections add` does the same.\n\n' +
    `${createTable(schema, { name, comment, columns })};\n\n` +
    `${letLoad(schema, name, DEFAULT_NAMES.loader)};\n`
  );
}

function isGiven({ asked, unless, initial }: OptionFacts): boolean {
  return (asked && unless === undefined) || initial !== undefined;
}

/** `regions: [us-east-1, eu-west-1]`, with the line end. */
function written({ name, example }: OptionFacts): string {
  const value = stringify(example, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 });
  return `${name}: ${value}`;
}
