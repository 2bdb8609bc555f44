import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openCheckout } from './checkout.ts';
import { newCollector } from './collector.ts';
import { newConnector } from './connector.ts';

const USAGE = `npm run new -- collector <service> <Operation> [--file <file>] [--name <name>] [--rows <Member>]
npm run new -- connector <module> --service <service>

  --file     file of the service's folder that gets the entry; without it collectors.ts, or a file of its own
  --name     last part of the collector's name; without it that of the operation
  --rows     member of the answer that holds the list, where there are several
  --service  service of the catalogue that the connector reads, and no other does
`;

const root = join(import.meta.dirname, '..', '..');
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    file: { type: 'string' },
    name: { type: 'string' },
    rows: { type: 'string' },
    service: { type: 'string' },
  },
});

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const [kind, name, operation, ...others] = positionals;
  const checkout = openCheckout(root);
  let guesses: readonly string[];
  if (kind === 'collector' && name && operation && others.length === 0) {
    guesses = await newCollector(checkout, name, operation, values);
  } else if (kind === 'connector' && name && operation === undefined) {
    guesses = newConnector(checkout, name, values.service);
  } else {
    process.stderr.write(USAGE);
    return 2;
  }
  const paths = checkout.save();
  const { status } = spawnSync(
    'biome',
    ['check', '--write', '--log-level=error', ...paths.filter((path) => path.endsWith('.ts'))],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  process.stdout.write(`wrote\n${paths.map((path) => `  ${path}\n`).join('')}`);
  process.stdout.write(`guessed, to be looked at\n${guesses.map((guess) => `  ${guess}\n`).join('')}`);
  process.stdout.write('then: npm run generate, npm run check, npm run test:unit, and the contract:\n');
  process.stdout.write(
    '  npm test -- test/aws/catalogue/contract.test.ts test/sandbox/aws/operations/modelled-lists.test.ts\n',
  );
  return status ?? 1;
}
