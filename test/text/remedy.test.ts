import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { selection } from '../../src/connections/selection.ts';
import { remedyOf } from '../../src/text/remedy.ts';

const connection = 'AWS_INVENTORY_CONNECTION';

test('each cause has its own remedy, and what has none the command that finds it', () => {
  const remedy = (status: string, code: string | undefined) => remedyOf({ connection, status, code });
  expect(remedy('denied', 'assume_role_refused')).toContain(`snowcensus roles ${connection}`);
  expect(remedy('denied', 'UnauthorizedOperation')).toContain(`snowcensus check ${connection}`);
  expect(remedy('failed', 'ThrottlingException')).toContain('SNOWCENSUS_AWS_RATE');
  expect(remedy('failed', 'held_open')).toContain(`run ${connection} --close`);
  expect(remedy('failed', undefined)).toBe(`\`snowcensus check ${connection}\` tells more`);
  expect(remedy('failed', 'constructor')).toBe(`\`snowcensus check ${connection}\` tells more`);
});

test('what leaves an account out is a value that the option takes', () => {
  const told = remedyOf({ connection, status: 'denied', code: 'account_suspended' });
  const [, value = ''] = /--exclude '(.*)'/.exec(told) ?? [];
  expect(selection.parse(parse(value.replace('<its id>', '123456789012')))).toEqual({
    account_ids: ['123456789012'],
  });
});

test('the codes that have a remedy of their own are codes that the program gives', () => {
  const folder = join(import.meta.dirname, '..', '..', 'src');
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const codes = [...read('text/remedy.ts').matchAll(/^ {2}([a-z_]+): \(/gm)].map(([, code = '']) => code);
  const program = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('remedy.ts'))
    .map(read)
    .join('\n');
  expect(codes.length).toBeGreaterThan(5);
  expect(codes.filter((code) => !program.includes(`'${code}'`))).toEqual([]);
});
