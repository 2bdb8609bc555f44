import { collectors, startReader } from '../aws/reader.ts';

/**
 * `node test/new/read-all.ts <collector>…`: reads them in a small organization as the contract tests do, and prints
 * what was not read and which columns nothing fills; nothing where all is well.
 */
const wanted = collectors(...process.argv.slice(2));
await using reader = await startReader({ accounts: 8 });
const access = reader.access();
const outcomes = await Promise.all(
  reader.members.map((account) => reader.read(access, account, { collectors: wanted })),
);
const problems = outcomes
  .flatMap(({ units }) => units)
  .filter(({ status }) => status !== 'ok')
  .map(({ collector, status, reason }) => `${collector} is ${status}: ${reason}`);
for (const { name, columns } of wanted.flatMap(({ tables }) => tables)) {
  const rows = outcomes.flatMap((outcome) => outcome.rows.get(name) ?? []);
  const empty = Object.keys(columns).filter((column) => rows.every((row) => (row[column] ?? null) === null));
  if (empty.length > 0) problems.push(`${name} has ${rows.length} rows, and nothing in ${empty.join(', ')}`);
}
process.stdout.write([...new Set(problems)].map((problem) => `${problem}\n`).join(''));
process.exitCode = problems.length > 0 ? 1 : 0;
