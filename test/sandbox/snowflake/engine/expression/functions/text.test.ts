import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccount, type TestAccount } from '../../account-fixture.ts';

let account: TestAccount;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.close());

/** What is selected, and the cells as they travel. */
const CASES: readonly (readonly [string, string])[] = [
  ["upper('a') || lower('B')", 'Ab'],
  ["initcap('hello wORLD')", 'Hello World'],
  ["length('abc'), len('é')", '3,1'],
  ["trim('  a '), ltrim('xxa','x'), rtrim('axx','x')", 'a,a,a'],
  ["replace('abcabc','b'), replace('abc','b','z')", 'acac,azc'],
  ["left('abc',2), right('abc',2), repeat('a',3), lpad('a',3,'-'), rpad('a',3)", 'ab,bc,aaa,--a,a  '],
  ["substr('abcdef',2,3), substr('abc',0,2), substr('abc',-2)", 'bcd,ab,bc'],
  ["concat('a','b','c'), concat('a',null), concat_ws('-','a','b')", 'abc,,a-b'],
  ["contains('abc','b'), startswith('abc','a'), endswith('abc','c')", '1,1,1'],
  ["position('b','abc'), charindex('c','abc'), position('b' in 'abc'), position('a','abca',2)", '2,3,2,4'],
  ["split_part('a.b.c','.',2), strtok('a b c',' ',2)", 'b,b'],
  ["regexp_like('foobar','foo'), regexp_like('foobar','foo.*'), regexp_like('FOO','foo','i')", '0,1,1'],
  [
    "regexp_replace('abc','[ac]'), regexp_replace('abc','(b)','<\\\\1>'), regexp_count('aXbXc','X')",
    'b,a<b>c,2',
  ],
  ["regexp_substr('abc123','[0-9]+'), regexp_substr('none','[0-9]+')", '123,'],
  [
    "'abc' like 'a%', 'abc' ilike 'A_C', 'abc' like any ('x%','a%'), 'a_c' like 'a\\\\_c' escape '\\\\'",
    '1,1,1,1',
  ],
  [
    "sha1('a'), base64_encode('abc'), base64_decode_string('YWJj'), hex_encode('abc')",
    '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8,YWJj,abc,616263',
  ],
  ['length(uuid_string())', '36'],
  [
    "1.0::float::varchar, 1.5::float::varchar, 100::varchar, 1.50::varchar, true::varchar, 'x'::varchar(3)",
    '1,1.5,100,1.50,true,x',
  ],
  ["x'ABCD', to_binary('ABCD'), 'AB'::binary", 'ABCD,ABCD,AB'],
  ["upper(5), length(12), 1 || 'a'", '5,2,1a'],
  ["md5('x') = md5_hex('x'), sha2('x') = sha2_hex('x',256)", '1,1'],
];

test.each(CASES)('functions over text: %s', async (sql, expected) => {
  expect(await account.text(/^(select|with)/i.test(sql) ? sql : `select ${sql}`)).toBe(expected);
});

/** What is selected, and how it is refused. */
const REFUSALS: readonly (readonly [string, string])[] = [["'abc'::varchar(2)", '100078']];

test.each(REFUSALS)('functions over text refused: %s', async (sql, code) => {
  expect(await account.refused(`select ${sql}`)).toMatch(new RegExp(`^${code} `));
});
