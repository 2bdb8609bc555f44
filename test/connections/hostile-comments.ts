const MOST_CHARACTERS = 32_768;

const INVENTORY =
  'module: aws_inventory\ndestination_role_name: audit\naccounts_connection_name: A_CONNECTION\n';

/** Lines made from a count. */
function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

/** As many of the piece as the longest COMMENT has room for. */
function filled(piece: string, head = INVENTORY, tail = ''): string {
  return head + piece.repeat(Math.floor((MOST_CHARACTERS - head.length - tail.length) / piece.length)) + tail;
}

/** As many lines as the longest COMMENT has room for. */
function fullOf(line: (index: number) => string, head = INVENTORY): string {
  const made: string[] = [];
  let length = head.length;
  while (length + line(made.length).length < MOST_CHARACTERS)
    length += made.push(line(made.length)) && line(made.length - 1).length;
  return head + made.join('');
}

/** COMMENTs that would refer to themselves, grow, nest, or take the reader's time, by what they do. */
const SHAPES: Readonly<Record<string, string>> = {
  'refers to itself': '&a\nmodule: *a',
  'refers to itself in a flow': '&a {module: aws_inventory, x: *a}',
  'is a list of itself': '&a [*a]',
  'has itself for a name': '? &a [*a]\n: 1',
  'has itself for its own name': '&a\n? *a\n: 1',
  'refers to itself deep within': `${INVENTORY}include: &x\n  tags:\n    a: [*x]`,
  'refers forward': `${INVENTORY}x: *y\ny: &y 1`,
  'refers to each other': `${INVENTORY}x: &x [*y]\ny: &y [*x]`,
  'laughs a billion times': `${INVENTORY}a0: &a0 [1,1,1]\n${lines(12, (at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(',')}]`)}`,
  'refers thousands of times': `${INVENTORY}x: &a [1]\n${lines(2_000, (at) => `y${at}: *a`)}`,
  'refers in a long chain': `${INVENTORY}a0: &a0 [1]\n${lines(1_000, (at) => `a${at + 1}: &a${at + 1} [*a${at}]`)}`,
  'names by aliases': `${INVENTORY}x: &a b\n${lines(1_500, (at) => `? [*a, ${at}]\n: 1`)}`,
  merges: `${INVENTORY}x: &a {schedule: "* * * * *"}\n<<: *a`,
  'merges thousands of times': `${INVENTORY}x: &a {k: 1}\ny:\n${' <<: *a\n'.repeat(2_000)}`,
  'anchors everything': fullOf((at) => `x${at}: &n${at} 1\n`),
  'anchors one thing for ever': filled('&a ', `${INVENTORY}schedule: `),
  'opens brackets': filled('[', `${INVENTORY}regions: `),
  'opens and closes brackets': `${INVENTORY}regions: ${'['.repeat(15_000)}${']'.repeat(15_000)}`,
  'opens and closes braces': `${INVENTORY}regions: ${'{a: '.repeat(6_000)}1${'}'.repeat(6_000)}`,
  'opens brackets in many places': filled('a: [[[[[[[[[[\n'),
  'nests by indentation': `${INVENTORY}x:\n${lines(240, (at) => `${' '.repeat(at + 1)}a:`)}`,
  'nests lists on a line': filled('- ', `${INVENTORY}x: \n `),
  'is a list of lists': filled('- ', ''),
  'nests names': filled('? '),
  'nests names and lists': filled('? - ', `${INVENTORY}x:\n  `),
  'tags for ever': filled('! ', `${INVENTORY}x: `),
  'has names that are mappings': filled('? {a: 1}\n: 1\n'),
  'has thousands of options': fullOf((at) => `o${at}: 1\n`),
  'has thousands of options beyond ASCII': fullOf((at) => `ä${at}: 1\n`),
  'repeats one option': filled('a: 1\n'),
  'repeats two options by turns': filled('a: 1\nb: 1\n'),
  'repeats a name in a flow': `${INVENTORY}x: {${'a,'.repeat(14_000)}}`,
  'has thousands of tags': fullOf((at) => `    t${at}: [a]\n`, `${INVENTORY}exclude:\n  tags:\n`),
  'has thousands of regions': fullOf((at) => `  - us-esat-${at}\n`, `${INVENTORY}regions:\n`),
  'has one region thousands of times': filled('  - us-east-1\n', `${INVENTORY}regions:\n`),
  'has thousands of patterns': fullOf((at) => `  - "x${at}*"\n`, `${INVENTORY}collectors:\n`),
  'has thousands of accounts': fullOf((at) => `    - ${at}\n`, `${INVENTORY}include:\n  account_ids:\n`),
  'has thousands of hops': fullOf(
    () => '  - arn:aws:iam::123456789012:role/r\n',
    `${INVENTORY}role_chain:\n`,
  ),
  'has thousands of hops of its own kind': fullOf(() => '  - {arn: 1}\n', `${INVENTORY}role_chain:\n`),
  'has a line per character': filled('\n'),
  'has a comment per line': filled('#\n'),
  'is one comment': filled('#'),
  'is blank': filled(' ', ''),
  'is of tabs': filled('\t', `${INVENTORY}x:\n`),
  'is of carriage returns': filled('\r'),
  'ends its lines by carriage returns': filled('a: 1\r'),
  'quotes for ever': filled('"', `${INVENTORY}x: `),
  'quotes once and for all': filled('a\n', `${INVENTORY}x: "`),
  'escapes wrongly': `${INVENTORY}x: "${'\\u'.repeat(16_000)}"`,
  'escapes rightly': `${INVENTORY}x: "${'\\u0041'.repeat(5_000)}"`,
  'quotes its quotes': filled("''", `${INVENTORY}x: '`, "'"),
  'is of colons': filled(':', `${INVENTORY}x: `),
  'is of dashes': filled('-', ''),
  'is of question marks': filled('?', ''),
  'is of percent signs': filled('%', ''),
  'has thousands of documents': filled('---\na: 1\n'),
  'has a second document': `${INVENTORY}...\n${INVENTORY}`,
  'has thousands of directives': `${filled('%TAG ! tag:x,2000:\n', '', '---\n')}${INVENTORY}`,
  'has a block of no end': `${INVENTORY}x: |${'9'.repeat(30_000)}\n a`,
  'folds for ever': filled(' a\n\n', `${INVENTORY}x: >-\n`),
  'is longer than any': `${INVENTORY}# ${'x'.repeat(60_000)}`,
  'has options beyond all bounds': `${INVENTORY}${'a: 1\n'.repeat(12_000)}`,
};

/** Values that would be run, resolved, or kept too long, by option or by what they are. */
const VALUES: Readonly<Record<string, string>> = {
  'a range without end in its schedule': `${INVENTORY}schedule: "0-999999999999 * * * *"`,
  'a step without end in its schedule': `${INVENTORY}schedule: "*/999999999999 * * * *"`,
  'a day without end in its schedule': `${INVENTORY}schedule: "0 0 1-99999999 * *"`,
  'a weekday without end in its schedule': `${INVENTORY}schedule: "0 0 * * 0-99999999"`,
  'a schedule of all minutes thousands of times': `${INVENTORY}schedule: "${'*/1,'.repeat(8_000)}0 * * * *"`,
  'a schedule of no day': `${INVENTORY}schedule: "0 0 31 2 *"`,
  'a time zone without end': `${INVENTORY}timezone: "${'A'.repeat(32_000)}"`,
  'a time zone out of a directory': `${INVENTORY}timezone: ../../etc/passwd`,
  'a jitter without end': `${INVENTORY}jitter: 0x${'F'.repeat(30_000)}`,
  'no number for days': `${INVENTORY}retention_days: .nan`,
  'an infinity of days': `${INVENTORY}retention_days: 1e999`,
  'many digits of days': `${INVENTORY}retention_days: ${'9'.repeat(30_000)}`,
  'less than no days': `${INVENTORY}retention_days: -1`,
  'an ARN without end': `${INVENTORY}source_role_arn: "arn:aws:iam::${'1'.repeat(32_000)}"`,
  'an ARN with a path without end': `${INVENTORY}source_role_arn: "arn:aws:iam::123456789012:role/${'a/'.repeat(16_000)}x"`,
  'an ARN with a line end': `${INVENTORY}source_role_arn: "arn:aws:iam::123456789012:role/x\\nevil"`,
  'a role that leaves its path': `${INVENTORY}external_id: "../../../etc"\nsource_role_arn: arn:aws:iam::1:role/../x`,
  'an external id that is a mapping': `${INVENTORY}external_id: {toString: x}`,
  'a pattern of stars': `${INVENTORY}collectors: ["${'*a'.repeat(15_000)}"]`,
  'names of stars': `${INVENTORY}include:\n  names: ["${'*'.repeat(15_000)}b"]`,
  'a path of escapes': `${INVENTORY}include:\n  ous: ["/${'%2F'.repeat(10_000)}"]`,
  'a prototype for a tag': `${INVENTORY}exclude: {tags: {__proto__: x}}`,
  'a prototype for a filter': `${INVENTORY}include: {__proto__: {account_ids: ["123456789012"]}}`,
  'a prototype for options': `${INVENTORY}__proto__: {schedule: "* * * * *"}`,
  'a prototype for a hop': `${INVENTORY}source_role_arn: {__proto__: {arn: x}}`,
  'a prototype for a module': 'module: __proto__',
  'a constructor for a module': 'module: constructor',
  'a method for a module': 'module: hasOwnProperty',
  'a module without end': `module: ${'a'.repeat(32_000)}`,
  'a list for a module': 'module: [aws_inventory]',
  'a mapping for a module': 'module: {toString: aws_inventory}',
  'options that every record has': `${INVENTORY}constructor: 1\ntoString: 2\nhasOwnProperty: 3\nvalueOf: 4`,
  'a value that turns itself to JSON': `${INVENTORY}source_role_arn: {toJSON: 1, arn: 5}`,
  'a promise for a value': `${INVENTORY}schedule: {then: 1}`,
  'bytes for a value': `${INVENTORY}schedule: !!binary aGVsbG8=`,
  'a date for a value': `${INVENTORY}schedule: !!timestamp 2001-12-14`,
  'a function for a value': `${INVENTORY}schedule: !!js/function "function(){}"`,
  'a set for options': '!!set {module}',
  'an ordered map for options': '!!omap [module: aws_inventory]',
  'characters nobody sees': `${INVENTORY}schedule: "\\0\\x1b[2J\u202e"`,
  'half a character': `${INVENTORY}schedule: \ud800`,
  'a variable without end': `${INVENTORY}access_key_id: env:${'A'.repeat(32_000)}\nsecret_access_key: env:B`,
  'a file out of its directory': `${INVENTORY}access_key_id: file:../x\nsecret_access_key: env:B`,
  'a secret in clear text': `${INVENTORY}access_key_id: AKIAIOSFODNN7EXAMPLE\nsecret_access_key: wJalrXUtnFEMI`,
};

/** More than a hundred COMMENTs of a stranger, by what each does or has. None is one of a connection that could run. */
export const HOSTILE_COMMENTS: readonly (readonly [what: string, comment: string])[] = [
  ...Object.entries(SHAPES).map(([what, comment]) => [`that ${what}`, comment] as const),
  ...Object.entries(VALUES).map(([what, comment]) => [`with ${what}`, comment] as const),
];
