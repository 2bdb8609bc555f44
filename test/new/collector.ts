import { catalogue } from '../../src/aws/catalogue/index.ts';
import { allOperations } from '../sandbox/aws/operations/index.ts';
import type { Checkout } from './checkout.ts';
import { type GuessedColumn, type GuessedList, guessList } from './guess.ts';
import { sdkComments } from './sdk-comments.ts';
import { withChange, withImport, withLast } from './source.ts';
import { camel, capital, spoken, upperSnake } from './words.ts';

/** What the person who asks knows better than the SDK. */
export interface CollectorWishes {
  /** File of the service's folder that the entry is written into, without its ending. */
  readonly file?: string | undefined;
  /** Last part of the collector's name. */
  readonly name?: string | undefined;
  /** Member of the answer that holds the list. */
  readonly rows?: string | undefined;
}

interface ServiceFile {
  readonly folder: string;
  readonly path: string;
  readonly text: string;
  /** The constant that the service is exported as. */
  readonly constant: string;
  readonly sdk: string;
  readonly prefix: string;
  readonly tablePrefix: string;
  readonly isAskedAlike: boolean;
}

/**
 * Writes a collector of an operation into the checkout: its entry, its smallest request, what the sandbox answers,
 * the test of that, and its line in the changelog. Gives what was guessed and is to be looked at.
 */
export async function newCollector(
  checkout: Checkout,
  serviceName: string,
  operation: string,
  wishes: CollectorWishes = {},
): Promise<readonly string[]> {
  const service = serviceFile(checkout, serviceName);
  const sdk = (await import(service.sdk)) as Readonly<Record<string, unknown>>;
  const list = guessList(sdk, operation, sdkComments(checkout.root, service.sdk), wishes.rows);
  const name = wishes.name ?? upperSnake(operation.replace(/^(?:Describe|List|Get)/, '')).toLowerCase();
  const table = `${service.tablePrefix}_${name.toUpperCase()}`;
  if (catalogue.some(({ tables }) => tables.some((entry) => entry.name === table))) {
    throw new Error(`there is a table ${table} already: give another --name, or add to what fills it`);
  }
  const collector = { service, operation, list, name };
  writeEntry(checkout, collector, wishes.file);
  writeSmallestRequest(checkout, collector);
  if (!Object.values(allOperations).some((operations) => operation in operations)) {
    writeSandboxLine(checkout, collector);
    writeTestLine(checkout, collector);
  }
  writeChange(checkout, collector);
  return [
    'doc and comments: what a row is, in the words of the house',
    `key ${list.key}: it must be unique in a region`,
    ...(list.page === undefined || list.page === 'own' || list.page.isSaid
      ? []
      : [`pages of ${list.page.fewest} to ${list.page.most}: the SDK does not say how many AWS allows`]),
    ...(list.leftOut.length > 0 ? [`columns: ${list.leftOut.join(', ')} have none; they are in RAW`] : []),
    'volatile: members that move by themselves, if there are any',
  ];
}

interface Collector {
  readonly service: ServiceFile;
  readonly operation: string;
  readonly list: GuessedList;
  readonly name: string;
}

function serviceFile(checkout: Checkout, name: string): ServiceFile {
  const folder = `src/aws/catalogue/${name}`;
  for (const path of [`${folder}/service.ts`, `${folder}/collectors.ts`]) {
    const text = checkout.read(path);
    const [, constant] = /const (\w+) = service\(\{/.exec(text ?? '') ?? [];
    const [, sdk] = /sdk: \(\) => import\('([^']+)'\)/.exec(text ?? '') ?? [];
    if (text === undefined || constant === undefined || sdk === undefined) continue;
    const said = (member: string) => new RegExp(`^  ${member}: '([^']+)',$`, 'm').exec(text)?.[1];
    return {
      folder,
      path,
      text,
      constant,
      sdk,
      prefix: said('prefix') ?? name,
      tablePrefix: said('tablePrefix') ?? `AWS_${(said('name') ?? name).toUpperCase()}`,
      isAskedAlike: /^ {2}usualRequest:/m.test(text),
    };
  }
  throw new Error(`there is no service in ${folder}/service.ts: write it first (CONTRIBUTING.md, a service)`);
}

function writeEntry(checkout: Checkout, collector: Collector, wished: string | undefined): void {
  const { service, operation, name, list } = collector;
  const index = `${service.folder}/collectors.ts`;
  const exported = checkout.read(index) ?? '';
  const isList = exported.includes("export * from './");
  const file = wished ?? (isList ? name.replaceAll('_', '-') : 'collectors');
  const path = `${service.folder}/${file}.ts`;
  const before = checkout.read(path) ?? '';
  if (before.includes(`'${operation}'`)) throw new Error(`${path} reads ${operation} already`);
  const declared =
    service.path === path
      ? before
      : withImport(before, `import { ${service.constant} } from './service.ts';`);
  const imports = [
    ...(list.columns.some(({ isTags }) => isTags) ? ["import { tagMap } from '../tagging/tags.ts';"] : []),
    ...(list.columns.some(({ type }) => type === 'POLICY')
      ? ["import { jsonDocument } from '../../policy/policy-document.ts';"]
      : []),
  ];
  const imported = imports.reduce(withImport, declared);
  checkout.write(path, `${imported}\n${entryOf(collector)}`);
  const line = `export * from './${file}.ts';\n`;
  if (path !== index && !exported.includes(line)) checkout.write(index, `${exported}${line}`);
}

function entryOf({ service, operation, list, name }: Collector): string {
  const things = capital(spoken(name));
  const size = list.page === 'own' ? "'own'" : list.page?.most;
  return `export const ${camel(name)} = ${service.constant}.operation('${name}', '${operation}', {
  doc: '${things}.',
${size === undefined ? '' : `  pageSize: ${size},\n`}  tables: {
    ${name.toUpperCase()}: {
      doc: '${things}, one row each.',
      rows: '${list.rows}',
      key: '${list.key}',
      columns: {
${list.columns.map(columnLine).join('')}      },
    },
  },
});
`;
}

function columnLine({ name, type, member, isTags, comment }: GuessedColumn): string {
  const value = isTags
    ? `({ ${member} }) => tagMap(${member})`
    : type === 'POLICY'
      ? `({ ${member} }) => ${member} && jsonDocument(${member})`
      : `'${member}'`;
  return `        ${name}: ['${type}', ${value}, '${comment}'],\n`;
}

/** EC2 has one request for all, and needs no line. */
function writeSmallestRequest(checkout: Checkout, { service, operation, list }: Collector): void {
  if (service.isAskedAlike) return;
  const text = checkout.read(service.path) ?? '';
  const page =
    list.page === undefined || list.page === 'own' ? '' : ` ${list.page.member}: ${list.page.fewest} `;
  const oneLine = text.replace(/^ {2}requests: \{ (.*) \},$/m, '  requests: {\n    $1,\n  },');
  checkout.write(
    service.path,
    withLast(oneLine, /^ {2}requests: \{\n/m, `    ${operation}: [{${page}}],`, service.path),
  );
}

const OPERATIONS = 'test/sandbox/aws/operations';

function writeSandboxLine(checkout: Checkout, { service, operation, list }: Collector): void {
  const table = `${service.constant}Operations`;
  const index = checkout.read(`${OPERATIONS}/index.ts`) ?? '';
  const from = new RegExp(`\\b${table}\\b[^;]* from '\\./([^']+)'`).exec(index)?.[1];
  if (from === undefined) {
    throw new Error(`${OPERATIONS}/index.ts has no ${table}: the sandbox does not know the service yet`);
  }
  const path = `${OPERATIONS}/${from}`;
  const depth = '../'.repeat(from.split('/').length - 1) || './';
  const before = withImport(
    (checkout.read(path) ?? '').replace(
      new RegExp(`import type (\\* as \\w+ from '${service.sdk}')`),
      'import $1',
    ),
    `import { modelled } from '${depth}modelled.ts';`,
  );
  const known = new RegExp(`import \\* as (\\w+) from '${service.sdk}'`).exec(before)?.[1];
  const text = (known === undefined ? `import * as sdk from '${service.sdk}';\n` : '') + before;
  const facts = [
    `service: '${service.prefix}'`,
    ...(list.page === undefined || list.page === 'own'
      ? []
      : [...(list.page.fewest === 1 ? [] : [`fewest: ${list.page.fewest}`]), `most: ${list.page.most}`]),
    ...(speaksQuery(checkout, service) ? ["invalid: 'InvalidParameterValue'"] : []),
  ].join(', ');
  const line = `  ...modelled(${known ?? 'sdk'}, '${operation}', '${list.rows}', { ${facts} }),`;
  checkout.write(path, withLast(text, new RegExp(`export const ${table}\\b.* = \\{\\n`), line, path));
}

/** Whether the service is asked by form fields, and names a wrong value as those do. */
function speaksQuery(checkout: Checkout, { sdk }: ServiceFile): boolean {
  const text = checkout.read(`node_modules/${sdk}/dist-cjs/index.js`) ?? '';
  return /AwsQueryProtocol|AwsEc2QueryProtocol/.test(text);
}

const LISTS = `${OPERATIONS}/modelled-lists.test.ts`;

function writeTestLine(checkout: Checkout, { service, operation, list }: Collector): void {
  const text = withImport(
    checkout.read(LISTS) ?? '',
    `import * as ${service.constant} from '${service.sdk}';`,
  );
  const page =
    list.page === undefined || list.page === 'own' ? '' : `, ${list.page.fewest}, ${list.page.most}`;
  const line = `  [${service.constant}, '${operation}', '${list.rows}', '${list.key}'${page}],`;
  checkout.write(LISTS, withLast(text, /^const LISTS: .* = \[\n/m, line, LISTS));
}

function writeChange(checkout: Checkout, { service, operation, name }: Collector): void {
  const table = `${service.tablePrefix}_${name.toUpperCase()}`;
  const action = `${service.prefix}:${operation}`;
  const line = `- ${capital(spoken(name))} (\`${table}\`): run \`setup\` and deploy the roles again for \`${action}\`.`;
  checkout.write('CHANGELOG.md', withChange(checkout.read('CHANGELOG.md') ?? '', line));
}
