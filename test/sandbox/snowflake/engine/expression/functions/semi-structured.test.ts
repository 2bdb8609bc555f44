import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccount, type TestAccount } from '../../account-fixture.ts';

let account: TestAccount;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.close());

/** What is selected, and the cells as they travel. */
const CASES: readonly (readonly [string, string])[] = [
  [
    'parse_json(\'{"a":{"b":[1,2]}}\'):a.b[1]::int, parse_json(\'{"x y":1}\'):"x y", parse_json(\'[1,2]\')[0], parse_json(\'{"a":1}\')[\'a\'], parse_json(\'{"a":1}\'):A',
    '2,1,1,1,',
  ],
  [
    "parse_json('null') is null, is_null_value(parse_json('null')), parse_json('{\"a\":null}'):a is null, parse_json('{\"a\":null}'):b is null, parse_json('null')::string is null",
    '0,1,0,1,1',
  ],
  [
    "parse_json('\"abc\"')::string, parse_json('1.50')::string, parse_json('true')::boolean, parse_json('\"2020-01-01T00:00:00Z\"')::timestamp_ltz, parse_json('5')::number(10,2)",
    'abc,1.5,1,1577836800.000000000,5.00',
  ],
  [
    "typeof(parse_json('1')), typeof(parse_json('1.5')), typeof(parse_json('\"a\"')), typeof(parse_json('[]')), typeof(parse_json('{}')), typeof(parse_json('true')), typeof(parse_json('null')), typeof(null)",
    'INTEGER,DECIMAL,VARCHAR,ARRAY,OBJECT,BOOLEAN,NULL_VALUE,',
  ],
  [
    "object_construct('a',1,'b',null), object_construct(), object_construct_keep_null('a',null)",
    '{"a":1},{},{"a":null}',
  ],
  [
    "object_keys(parse_json('{\"b\":1,\"a\":2}')), object_insert(object_construct('a',1),'b',2), object_delete(object_construct('a',1,'b',2),'a'), object_pick(object_construct('a',1,'b',2),'a')",
    '["b","a"],{"a":1,"b":2},{"b":2},{"a":1}',
  ],
  [
    "array_construct(1,'a',null,true), array_construct(), array_construct_compact(1,null,2)",
    '[1,"a",null,true],[],[1,2]',
  ],
  [
    "array_size(array_construct(1,2,3)), array_size(parse_json('{}')), array_contains('a'::variant, array_construct('a','b')), array_contains(1::variant, array_construct(1))",
    '3,,1,1',
  ],
  [
    'array_cat(array_construct(1),array_construct(2)), array_append(array_construct(1),2), array_prepend(array_construct(1),0)',
    '[1,2],[1,2],[0,1]',
  ],
  [
    "arrays_overlap(array_construct(1,2),array_construct(2)), array_intersection(array_construct(1,2),array_construct(2,3)), array_position('b'::variant,array_construct('a','b')), array_except(array_construct(1,2),array_construct(2))",
    '1,[2],1,[1]',
  ],
  [
    'array_except(array_construct(1),null), array_except(null,array_construct(1)), array_cat(array_construct(1),null), array_intersection(null,array_construct(1))',
    ',,,',
  ],
  ["array_sort(array_construct('b','a')), strtok_to_array('',',')", '["a","b"],[]'],
  [
    "get(parse_json('{\"a\":5}'),'a'), get(array_construct(1,2),1), get_path(parse_json('{\"a\":{\"b\":[7]}}'),'a.b[0]')",
    '5,2,7',
  ],
  [
    "as_integer(parse_json('5')), as_varchar(parse_json('5')), as_varchar(parse_json('\"x\"')), as_object(parse_json('{}'))",
    '5,,x,{}',
  ],
  [
    "parse_json('[1,2]')::array, to_array('x'), 'a'::variant, to_variant(1.50), 5::variant::int",
    '[1,2],["x"],"a",1.5,5',
  ],
  ["to_json(parse_json('{\"a\": 1}')), to_json(object_construct('k','v'))", '{"a":1},{"k":"v"}'],
  ["split('a,b',','), strtok_to_array('a.b','.')", '["a","b"],["a","b"]'],
  ["{'a':1,'b':[1,2]}", '{"a":1,"b":[1,2]}'],
  [
    "select max_by(a,b), min_by(a,b), listagg(a,'|') within group (order by b desc), array_agg(a) within group (order by b), object_agg(a,b) from (values ('x',1),('y',2)) v(a,b)",
    'y,x,y|x,["x","y"],{"x":1,"y":2}',
  ],
  ['select array_agg(a), listagg(a), count(*), sum(a) from (select 1 a where false)', '[],,0,'],
  [
    'select f.value::string v from (select parse_json(\'["b","a"]\') j) t, lateral flatten(input => t.j) f order by v',
    'a;b',
  ],
  [
    'select f.key, f.value from table(flatten(input => parse_json(\'{"a":1,"b":2}\'))) f order by 1',
    'a,1;b,2',
  ],
  [
    'select f.path, f.value from table(flatten(input => parse_json(\'{"x":{"a":[5]}}\'), path => \'x.a\')) f',
    'x.a[0],5',
  ],
  ["select f.value from table(flatten(input => parse_json('{\"a\":1}'), mode => 'ARRAY')) f", ''],
  ["select f.value, f.index from table(flatten(input => parse_json('[]'), outer => true)) f", ','],
  [
    "select t.i, f.value from (values (1,'[1]'),(2,'[]')) t(i,j) left join lateral flatten(input => parse_json(t.j)) f on true order by 1",
    '1,1;2,',
  ],
  ['select count(*) from table(flatten(input => parse_json(\'{"a":[1,{"b":2}]}\'), recursive => true))', '4'],
  [
    'select a.value, b.value from (select parse_json(\'{"l":[[1,2],[3]]}\') j) t, lateral flatten(input => t.j:l) a, lateral flatten(input => a.value) b order by 2',
    '[1,2],1;[1,2],2;[3],3',
  ],
  [
    'select parse_json(\'{"a":"x"}\'):a = \'x\', parse_json(\'{"a":5}\'):a > 4, parse_json(\'{"a":5}\'):a = 5',
    '1,1,1',
  ],
  [
    'select distinct j:a from (values (\'{"a":1}\'),(\'{"a":1}\')) v(t), lateral (select parse_json(t) j)',
    '1',
  ],
  ['select array_agg(x) over (partition by 1) from (values (1)) v(x)', '[1]'],
  ["object_construct('a', 1):a::int + 1, array_construct(1,2)[0]::int", '2,1'],
  ["object_construct(*) from (values (1,'x')) v(a,b)", '{"A":1,"B":"x"}'],
  ['parse_json(\'{"aws:SourceIp":["1.2.3.4"]}\'):"aws:SourceIp"[0]::string', '1.2.3.4'],
  ['parse_json(\'{"a.b":{"c d":1}}\')[\'a.b\']:"c d"', '1'],
  [
    "array_to_string(array_construct(1,'a',null),'-'), array_size(array_distinct(array_construct(1,1,2))), array_slice(array_construct(1,2,3),0,2), array_compact(array_construct(1,null))",
    '1-a-,2,[1,2],[1]',
  ],
  [
    "object_construct('b', 1, 'a', 2), object_insert(object_construct('b', 1), 'a', 2)",
    '{"a":2,"b":1},{"a":2,"b":1}',
  ],
  [
    'filter(array_construct(1, null, 3, 5), e -> e > 2), transform(array_construct(1, 2), e int -> e * 2)',
    '[3,5],[2,4]',
  ],
  [
    'select filter(v.a, e -> e::int > v.b), filter(v.n, e -> true) from (select array_construct(1, 5) a, 3 b, null::array n) v',
    '[5],',
  ],
  [
    "select filter(object_keys(o), k -> get(o, k)::int > 1) from (select object_construct('a', 1, 'b', 2) o)",
    '["b"]',
  ],
  [
    "array_except(['A','B','B','A','C'], ['B','A']), array_except(['A','A'], ['A','A','A']), array_except([1,null,null], [null]), array_except([{'a':1},{'a':2}], [{'a':1}]), array_except(['A'], null)",
    '["B","A","C"],[],[1,null],[{"a":2}],',
  ],
  [
    "array_intersection(['A','B','B','B'], ['B','B','C']), array_intersection([1,null,null], [null]), array_intersection(['A'], ['a'])",
    '["B","B"],[null],[]',
  ],
];

test.each(CASES)('VARIANT, OBJECT, ARRAY and FLATTEN: %s', async (sql, expected) => {
  expect(await account.text(/^(select|with)/i.test(sql) ? sql : `select ${sql}`)).toBe(expected);
});

/** What is selected, and how it is refused. */
const REFUSALS: readonly (readonly [string, string])[] = [
  ['parse_json(\'"x"\')::number', '100071'],
  ['parse_json(\'{"a":1\') ', '100069'],
  ['filter(array_construct(1), e -> f > 1)', '000904'],
  ["filter('a', e -> true)", '001044'],
  ['filter(array_construct(1), 1)', '001044'],
];

test.each(REFUSALS)('VARIANT, OBJECT, ARRAY and FLATTEN refused: %s', async (sql, code) => {
  expect(await account.refused(`select ${sql}`)).toMatch(new RegExp(`^${code} `));
});
