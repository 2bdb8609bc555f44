import type { Checkout } from './checkout.ts';
import { withChange, withImport } from './source.ts';
import { camel } from './words.ts';

const CONNECTORS = 'src/connectors';

/**
 * Writes a connector into the checkout that reads one service of the catalogue in many accounts: its options, how it
 * plans, its test, its place among the others and its line in the changelog. Gives what is to be looked at.
 */
export function newConnector(
  checkout: Checkout,
  module: string,
  service: string | undefined,
): readonly string[] {
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(module)) {
    throw new Error(`${module} is not the name of a module; write one such as aws_backup`);
  }
  if (service === undefined) throw new Error('say by --service which service of the catalogue it reads');
  if (checkout.read(`src/aws/catalogue/${service}/collectors.ts`) === undefined) {
    throw new Error(`there is no src/aws/catalogue/${service}/collectors.ts: write the service first`);
  }
  const folder = module.replaceAll('_', '-');
  if (checkout.read(`${CONNECTORS}/${folder}/connector.ts`) !== undefined) {
    throw new Error(`${CONNECTORS}/${folder} is there already`);
  }
  const names = { module, service, folder, constant: camel(module), own: camel(module.replace(/^aws_/, '')) };
  checkout.write(`${CONNECTORS}/${folder}/options.ts`, optionsFile(names));
  checkout.write(`${CONNECTORS}/${folder}/connector.ts`, connectorFile(names));
  checkout.write(`test/connectors/${folder}/options.test.ts`, testFile(names));
  listConnector(checkout, names);
  ownService(checkout, names);
  writeChange(checkout, names);
  return [
    `doc of ${CONNECTORS}/${folder}/connector.ts: what it reads, in one sentence`,
    `the options: those of every module that reads many accounts; add what ${service} needs, and what concerns several at once`,
    `the inventory reads ${service} no longer: who has it there needs a connection of ${module}, and CHANGELOG.md says so`,
  ];
}

interface Names {
  readonly module: string;
  readonly service: string;
  readonly folder: string;
  /** `awsBackup`. */
  readonly constant: string;
  /** `backup`. */
  readonly own: string;
}

function optionsFile({ own, service }: Names): string {
  return `import { z } from 'zod';
import { type Administrative, commonOptions } from '../../connections/options.ts';
import { memberOptions } from '../member-options.ts';

/** Options of a connection that reads ${service} in many accounts. */
export const ${own}Schema = z.strictObject({ ...commonOptions, ...memberOptions });

/** What is left when the options are valid. */
export function ${own}Options(options: Omit<z.output<typeof ${own}Schema>, Administrative>) {
  return options;
}
`;
}

function connectorFile({ module, service, constant, own }: Names): string {
  return `import { ACCOUNT_ROWS } from '../account-rows.ts';
import { collectorsOfService } from '../collectors.ts';
import { defineConnector } from '../define-connector.ts';
import { memberAccounts, memberReadPlan } from '../member-accounts.ts';
import { memberRules } from '../member-options.ts';
import { ${own}Options, ${own}Schema } from './options.ts';

/** Reads ${service} in every account of a list. */
export const ${constant} = defineConnector({
  module: '${module}',
  doc: 'What ${service} has in every account.',
  schema: ${own}Schema,
  optionsOf: ${own}Options,
  rules: memberRules,
  enters: 'member',
  collectors: collectorsOfService('${service}'),
  connectionColumns: ACCOUNT_ROWS,
  readPlan: memberReadPlan,
  plan: memberAccounts,
});
`;
}

function testFile({ module, service }: Names): string {
  const table = `${module.toUpperCase()}_CONNECTION`;
  return `import { expect, test } from 'vitest';
import { connectorOf, readConnection } from '../../../src/connectors/index.ts';

const name = '${table}';
const role = 'destination_role_name: reader';

test('a connection names its accounts and the role in each, and reads ${service} alone', () => {
  const comment = ['module: ${module}', role, "account_ids: ['111111111111', '222222222222']"].join('\\n');
  const read = readConnection({ name, comment });
  if (!read.ok) throw read.error;
  const connector = connectorOf(read.connection);
  expect(connector.plan(read.connection, []).map(({ id, hop }) => [id, hop?.roleArn])).toEqual([
    ['111111111111', 'arn:aws:iam::111111111111:role/reader'],
    ['222222222222', 'arn:aws:iam::222222222222:role/reader'],
  ]);
  expect(connector.collectors.length).toBeGreaterThan(0);
  expect(connector.collectors.filter((each) => !each.name.startsWith('${service}.'))).toEqual([]);
});

test('without accounts there is a problem that is named', () => {
  const read = readConnection({ name, comment: \`module: ${module}\\n\${role}\` });
  expect(read.ok ? '' : read.error.message).toContain('names no accounts');
});
`;
}

function listConnector(checkout: Checkout, { constant, folder }: Names): void {
  const path = `${CONNECTORS}/index.ts`;
  const text = withImport(
    checkout.read(path) ?? '',
    `import { ${constant} } from './${folder}/connector.ts';`,
  );
  checkout.write(path, edited(text, /(new Map\(\n? *\[[^\]]*?),?\s*\]/, `$1, ${constant}]`, path));
}

/** Takes the service out of the inventory, which reads all that no connector has for itself. */
function ownService(checkout: Checkout, { service }: Names): void {
  const path = `${CONNECTORS}/collectors.ts`;
  const text = checkout.read(path) ?? '';
  if (text.includes(`'${service}'`)) throw new Error(`a connector of its own reads ${service} already`);
  const typed = edited(text, /(type OwnService =[^;]*);/, `$1 | '${service}';`, path);
  checkout.write(path, edited(typed, /(OWN_SERVICES[^=]*= \[[^\]]*)\]/, `$1, '${service}']`, path));
}

function edited(text: string, pattern: RegExp, replacement: string, path: string): string {
  if (!pattern.test(text)) throw new Error(`${path} is not as this command knows it: ${pattern.source}`);
  return text.replace(pattern, replacement);
}

function writeChange(checkout: Checkout, { module, service }: Names): void {
  const line = `- Module \`${module}\` reads ${service} in every account, which \`aws_inventory\` does no longer: add a connection of it, and run \`setup\`.`;
  checkout.write('CHANGELOG.md', withChange(checkout.read('CHANGELOG.md') ?? '', line));
}
