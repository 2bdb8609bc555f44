import { describe, expect, test } from 'vitest';
import { readComment } from '../../src/connections/comment.ts';
import type { Connection } from '../../src/connections/connection.ts';
import type { OptionReader } from '../../src/connections/option-reader.ts';
import { CONNECTORS, readConnection, readConnections } from '../../src/connectors/index.ts';
import { describeError } from '../../src/errors.ts';
import { HOSTILE_COMMENTS } from './hostile-comments.ts';

const NAME = 'AWS_X_CONNECTION';
const MODULE_NAMES = [...CONNECTORS.keys()].join(', ');
const ROLE = 'arn:aws:iam::111111111111:role/audit-reader';

function read(comment: string | null): Connection {
  const result = readConnection({ name: NAME, comment });
  if (!result.ok) throw result.error;
  return result.connection;
}

/** What is wrong with the COMMENT, without the lines that are the same for every COMMENT. */
function problemsOf(comment: string | null): readonly string[] {
  const result = readConnection({ name: NAME, comment });
  if (result.ok) throw new Error('the COMMENT was accepted');
  expect(result.error.kind).toBe('config');
  const [first, ...rest] = describeError(result.error).split('\n');
  expect(first).toMatch(/^the COMMENT has (a problem|\d+ problems) \(connection AWS_X_CONNECTION\)$/);
  expect(rest.pop()).toBe("  fix: correct the options: ALTER TABLE AWS_X_CONNECTION SET COMMENT = '…'");
  return rest.map((line) => line.replace(/^ {2}- /, ''));
}

const accounts = (options = '') => `module: aws_accounts\ndestination_role_arn: ${ROLE}\n${options}`;
const inventory = (options = '') =>
  `module: aws_inventory\naccounts_connection_name: AWS_ACCOUNTS_CONNECTION\ndestination_role_name: audit\n${options}`;

describe('connections as SnowAlert stored them', () => {
  test('an accounts connection', () => {
    const connection = read(`---
destination_role_arn: ${ROLE}
destination_role_external_id: some-id
module: aws_accounts
schedule: 0 */12
source_role_arn: arn:aws:iam::222222222222:role/audit-assumer
`);
    expect(connection).toEqual({
      name: NAME,
      module: 'aws_accounts',
      schedule: { cron: '0 */12 * * *', timezone: 'UTC' },
      jitter: 0,
      paused: false,
      options: {
        source_role_arn: { arn: 'arn:aws:iam::222222222222:role/audit-assumer' },
        role_chain: [],
        destination_role_arn: ROLE,
        destination_role_external_id: 'some-id',
        regions: 'all',
        tags: false,
      },
    });
  });

  test("an inventory, with the form's name, its type of assets and fields left empty", () => {
    const connection = read(`---
accounts_connection_name: AWS_ACCOUNTS_DEFAULT_CONNECTION
aws_access_key: ''
aws_secret_key: ''
connection_type: SG
destination_role_name: audit-role
external_id: some-id
module: aws_inventory
name: default
source_role_arn: arn:aws:iam::111111111111:role/audit-assumer
`);
    expect(connection).toEqual({
      name: NAME,
      module: 'aws_inventory',
      schedule: undefined,
      jitter: 0,
      paused: false,
      options: {
        accounts_connection_name: 'AWS_ACCOUNTS_DEFAULT_CONNECTION',
        collectors: ['ec2.security_groups'],
        destination_role_name: 'audit-role',
        external_id: 'some-id',
        probe_empty_regions: true,
        full_sweep_every: 12,
        role_chain: [],
        regions: 'all',
        source_role_arn: { arn: 'arn:aws:iam::111111111111:role/audit-assumer' },
      },
    });
  });

  test('keys in clear text are refused and not repeated', () => {
    const comment =
      'aws_access_key: AKIAEXAMPLE\naws_secret_key: wJalrSecret\nconnection_type: IAM\nmodule: aws_inventory\n';
    const problems = problemsOf(comment);
    const moved = (option: string) =>
      `holds a secret in clear text, which every role with a grant on the table can read; move it to the environment or a file, write ${option}: env:NAME or ${option}: file:/path instead, and replace the key in AWS`;
    expect(problems).toEqual([
      `line 1, aws_access_key: ${moved('access_key_id')}`,
      `line 2, aws_secret_key: ${moved('secret_access_key')}`,
      'names no accounts; add accounts_connection_name (the connection that lists them) or account_ids (the accounts themselves)',
    ]);
    expect(problems.join()).not.toMatch(/AKIA|wJalr/);
  });

  test('an external id encrypted by KMS is refused and not repeated', () => {
    const ciphertext = `AQICAHh${'x'.repeat(220)}`;
    const [problem = ''] = problemsOf(accounts(`destination_role_external_id: ${ciphertext}\n`));
    expect(problem).toContain("line 3, destination_role_external_id: is encrypted by SnowAlert's KMS key");
    expect(problem).not.toContain('AQIC');
  });
});

describe('options', () => {
  test('are all kept', () => {
    const { options, schedule } = read(`
module: aws_inventory
account_ids: ["012345678901", '222222222222']
destination_role_name: security/audit
external_id: id-1
role_chain:
  - arn:aws:iam::111111111111:role/first
  - arn: arn:aws:iam::111111111111:role/second
    external_id: id-2
access_key_id: env:KEY
secret_access_key: file:/run/secrets/key
session_token: env:TOKEN
regions: [us-east-1, eu-central-1]
include:
  account_ids: ["012345678901"]
  names: [prod-*]
  ous: [ou-ab12-34cdefgh, /Workloads/Prod, r-ab12]
  tags: { team: [a, b], env: '*' }
exclude: { names: ['*-sandbox'] }
collectors: [ec2.*, iam.users]
schedule: '@daily'
timezone: Europe/Berlin
`);
    expect(schedule).toEqual({ cron: '0 0 * * *', timezone: 'Europe/Berlin' });
    expect(options).toEqual({
      account_ids: ['012345678901', '222222222222'],
      destination_role_name: 'security/audit',
      external_id: 'id-1',
      probe_empty_regions: true,
      full_sweep_every: 12,
      role_chain: [
        { arn: 'arn:aws:iam::111111111111:role/first' },
        { arn: 'arn:aws:iam::111111111111:role/second', external_id: 'id-2' },
      ],
      access_key_id: 'env:KEY',
      secret_access_key: 'file:/run/secrets/key',
      session_token: 'env:TOKEN',
      regions: ['us-east-1', 'eu-central-1'],
      include: {
        account_ids: ['012345678901'],
        names: ['prod-*'],
        ous: ['ou-ab12-34cdefgh', '/Workloads/Prod', 'r-ab12'],
        tags: { team: ['a', 'b'], env: '*' },
      },
      exclude: { names: ['*-sandbox'] },
      collectors: ['ec2.*', 'iam.users'],
    });
  });

  test.each([
    ['nothing asks for them', '', false],
    ['the option says so', 'tags: true\n', true],
    ['a filter needs them', 'exclude: { tags: { env: dev } }\n', true],
    ['a filter needs them but the option refuses', 'exclude: { tags: { env: dev } }\ntags: false\n', false],
  ])('account tags are read or not when %s', (_, text, tags) => {
    const connection = read(accounts(text));
    expect(connection).toMatchObject({ module: 'aws_accounts', options: { tags } });
  });

  test("one account can be read with the process's own credentials, or those of the last role", () => {
    expect(read('module: aws_inventory\naccount_ids: ["111111111111"]\n').module).toBe('aws_inventory');
    const last = read(`module: aws_inventory\naccount_ids: ["111111111111"]\nsource_role_arn: ${ROLE}\n`);
    expect(last.options).toMatchObject({ account_ids: ['111111111111'], source_role_arn: { arn: ROLE } });
  });
});

describe('a COMMENT that is no connection', () => {
  test.each<[string, string | null, readonly string[]]>([
    ['no COMMENT', null, ['is empty; write the options as YAML, beginning with module:']],
    ['empty', ' \n', ['is empty; write the options as YAML, beginning with module:']],
    [
      'prose',
      'the table of accounts',
      [
        'is not a mapping of options; write the options as YAML, each as "option: value", beginning with module:',
      ],
    ],
    [
      'a list',
      '- module: aws_accounts',
      [
        'is not a mapping of options; write the options as YAML, each as "option: value", beginning with module:',
      ],
    ],
    [
      'an unquoted star',
      'module: aws_accounts\nschedule: * * * * *\n',
      [
        'line 2: is not YAML: Alias cannot be an empty string; quote values that hold one of * & ! % @ # : { [ or begin with a quote',
      ],
    ],
    [
      'not YAML in two places',
      'a: b: c\nd: "x',
      [
        'line 1: is not YAML: Nested mappings are not allowed in compact mappings; quote values that hold one of * & ! % @ # : { [ or begin with a quote',
        'line 2: is not YAML: Missing closing "quote; quote values that hold one of * & ! % @ # : { [ or begin with a quote',
      ],
    ],
    [
      'an unquoted pattern',
      'module: aws_inventory\ncollectors:\n  - *.users\n',
      ['line 3: is not YAML: an alias to nothing; quote values that begin with *'],
    ],
    [
      'a tag that would build an object',
      'module: !!python/object:os.system x',
      [
        'line 1: is not YAML: Unresolved tag: tag:yaml.org,2002:python/object:os.system; quote values that hold one of * & ! % @ # : { [ or begin with a quote',
      ],
    ],
    [
      'duplicate options',
      accounts('timezone: UTC\nregions: all\ntimezone: UTC\n'),
      ['line 5: the option timezone is written twice; keep one'],
    ],
    [
      'duplicate options inside',
      accounts('include:\n  names: [a]\n  names: [b]\n'),
      ['line 5: the option names is written twice; keep one'],
    ],
    ['no module', 'regions: all\n', [`module: is missing; write module: and one of ${MODULE_NAMES}`]],
    [
      'an empty module',
      'module:\n',
      [`line 1, module: is missing; write module: and one of ${MODULE_NAMES}`],
    ],
    [
      'a misspelt module',
      'x: 1\nmodule: aws_inventry\n',
      ['line 2, module: "aws_inventry" is not a module; did you mean aws_inventory?'],
    ],
    [
      'another module',
      'module: okta\n',
      [`line 1, module: "okta" is not a module; known are ${MODULE_NAMES}`],
    ],
    [
      'a module of the prototype',
      'module: toString\n',
      [`line 1, module: "toString" is not a module; known are ${MODULE_NAMES}`],
    ],
    [
      'a module that is a list',
      'module: [aws_accounts]\n',
      [`line 1, module: ["aws_accounts"] is not a module; known are ${MODULE_NAMES}`],
    ],
  ])('%s', (_, comment, problems) => {
    expect(problemsOf(comment)).toEqual(problems);
  });

  test('aliases that multiply are refused, not expanded', () => {
    const levels = Array.from(
      { length: 9 },
      (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`,
    );
    expect(problemsOf(`a0: &a0 [x]\n${levels.join('\n')}\n`)).toEqual([
      'uses aliases that repeat themselves too often; write the values out',
    ]);
  });
});

describe('wrong options', () => {
  const credentialProblem =
    'must be env:NAME or file:/absolute/path; a secret does not belong in a COMMENT, which every role with a grant on the table can read';
  const selectionProblem = 'is empty; name account_ids, names, ous or tags';

  test.each<[string, string, readonly string[]]>([
    [
      'missing',
      'module: aws_accounts\n',
      ['destination_role_arn: is missing; write the ARN of the role that may read AWS Organizations'],
    ],
    ['misspelt', inventory('regoins: all\n'), ['line 4, regoins: unknown option; did you mean regions?']],
    [
      'of another module',
      accounts('account_ids: ["111111111111"]\n'),
      [
        expect.stringMatching(
          /^line 3, account_ids: unknown option; known are module, schedule, timezone, .*, collectors, retention_days, allow_closing, record_findings, destination_role_arn, destination_role_external_id, tags$/,
        ),
      ],
    ],
    [
      'misspelt inside',
      inventory('exclude:\n  acount_ids: ["111111111111"]\n'),
      ['line 5, exclude.acount_ids: unknown option; did you mean account_ids?'],
    ],
    [
      'misspelt in a list',
      inventory(`role_chain:\n  - arn: ${ROLE}\n    externalid: x\n`),
      ['line 6, role_chain[0].externalid: unknown option; did you mean external_id?'],
    ],
    [
      'of unusual characters',
      inventory('"re\\u200bgions": all\n'),
      ['line 4, "re\\u{200b}gions": unknown option; did you mean regions?'],
    ],
    [
      'of the prototype',
      inventory('__proto__: { regions: all }\n'),
      [expect.stringMatching(/^line 4, __proto__: unknown option; known are /)],
    ],
    [
      'of the prototype, among tags',
      inventory('exclude:\n  tags:\n    __proto__: x\n    team: web\n'),
      ['line 6, exclude.tags.__proto__: is a name that nothing can have; take it out'],
    ],
    [
      'an account id without quotes',
      'module: aws_inventory\naccount_ids:\n  - 012345678901\n',
      ['line 3, account_ids[0]: 012345678901 is a number in YAML; quote it: "012345678901"'],
    ],
    [
      'an account id too short',
      inventory('include: { account_ids: ["12345"] }\n'),
      ['line 4, include.account_ids[0]: "12345" is not an AWS account id; an account id has 12 digits'],
    ],
    [
      'a list that is none',
      inventory('collectors: ec2.*\n'),
      ['line 4, collectors: must be a list, each item on its own line after "- "'],
    ],
    [
      'an empty list',
      inventory('collectors: []\n'),
      ['line 4, collectors: is an empty list; name at least one or leave the option out'],
    ],
    [
      'an empty pattern',
      inventory('collectors: [""]\n'),
      ['line 4, collectors[0]: is an empty pattern; use * to match everything'],
    ],
    [
      'a mapping that is none',
      inventory('include: prod\n'),
      ['line 4, include: must be a mapping of options'],
    ],
    [
      'an empty selection',
      inventory('include: {}\nexclude: {}\n'),
      [`line 4, include: ${selectionProblem}`, `line 5, exclude: ${selectionProblem}`],
    ],
    [
      'a tag that is a number',
      inventory('include: { tags: { cost: 12 } }\n'),
      ['line 4, include.tags.cost: must be text or a list of texts'],
    ],
    [
      'an organizational unit',
      inventory('include: { ous: [Workloads] }\n'),
      [
        'line 4, include.ous[0]: "Workloads" is neither the id of an organizational unit (ou-ab12-34cdefgh, r-ab12) nor a path (/Workloads/Prod)',
      ],
    ],
    [
      'an item left empty',
      inventory('collectors:\n  - iam.*\n  -\n'),
      ['line 6, collectors[1]: is empty; write a value or leave it out'],
    ],
    ['a yes or no', accounts('tags: "yes"\n'), ['line 3, tags: must be true or false']],
    [
      'a percent sign in the path of a unit',
      inventory('include: { ous: [/50%, /CI%2FCD, /50%25] }\n'),
      [
        'line 4, include.ous[0]: "/50%" has a % that means nothing; in a path write %2F for a slash and %25 for a percent sign in a name',
      ],
    ],
    [
      'a slash too many in the path of a unit',
      inventory('include: { ous: [//CI, /CI/, /] }\n'),
      [
        'line 4, include.ous[0]: "//CI" has a slash too many: every part of a path is the name of a unit, in which a slash is %2F',
      ],
    ],
    [
      'a region that no partition knows',
      inventory('regions: [us-esat-1, eu-wset-1]\n'),
      [
        'line 4, regions[0]: "us-esat-1" is not an AWS region; did you mean us-east-1?',
        'line 4, regions[1]: "eu-wset-1" is not an AWS region; did you mean eu-west-1?',
      ],
    ],
    [
      'no tags',
      inventory('exclude: { tags: {} }\n'),
      ['line 4, exclude.tags: is empty; name at least one tag or leave it out'],
    ],
    [
      'only a tag of the prototype',
      inventory('include: { tags: { __proto__: x } }\n'),
      expect.arrayContaining([
        'line 4, include.tags.__proto__: is a name that nothing can have; take it out',
      ]),
    ],
    ...['include', 'exclude', 'regions', 'collectors'].flatMap((option) =>
      ['', ' null', " ''"].map((value): [string, string, readonly unknown[]] => [
        `${option} left empty as "${value}"`,
        inventory(`${option}:${value}\n`),
        [expect.stringMatching(new RegExp(`^line 4, ${option}: (?:is empty|must be )`))],
      ]),
    ),
    [
      'a region',
      inventory('regions: [us-east1]\n'),
      ['line 4, regions[0]: "us-east1" is not an AWS region; did you mean us-east-1?'],
    ],
    [
      'regions as text',
      inventory('regions: us-east-1\n'),
      ['line 4, regions: must be all or a list of regions such as [us-east-1]'],
    ],
    [
      'a cron',
      inventory('schedule: 61 * * * *\n'),
      ['line 4, schedule: "61 * * * *" is not a schedule: the minute "61" is not possible'],
    ],
    [
      'a time zone',
      inventory('timezone: Berlin\n'),
      [
        'line 4, timezone: "Berlin" is not a time zone of the IANA database; one looks like Europe/Berlin or UTC',
      ],
    ],
    [
      'an ARN',
      'module: aws_accounts\ndestination_role_arn: audit\n',
      [
        'line 2, destination_role_arn: "audit" is not an ARN; a role ARN looks like arn:aws:iam::123456789012:role/AuditRole',
      ],
    ],
    [
      'an ARN of a hop',
      inventory('source_role_arn: arn:aws:iam::111111111111:user/x\n'),
      [
        'line 4, source_role_arn: "arn:aws:iam::111111111111:user/x" is not the ARN of a role; a role ARN looks like arn:aws:iam::123456789012:role/AuditRole',
      ],
    ],
    [
      'an ARN for a name',
      'module: aws_inventory\naccount_ids: ["111111111111"]\ndestination_role_name: arn:aws:iam::111111111111:role/sec/audit\n',
      [
        'line 3, destination_role_name: "arn:aws:iam::111111111111:role/sec/audit" is an ARN; the role has the same name in every account, so write sec/audit',
      ],
    ],
    [
      'a name of a role',
      inventory('').replace('name: audit', 'name: audit role'),
      [
        'line 3, destination_role_name: "audit role" is not a role name; it has 1 to 64 of the characters A-Z a-z 0-9 + = , . @ _ -',
      ],
    ],
    [
      'a name of a table',
      inventory('').replace('AWS_ACCOUNTS_CONNECTION', 'x; DROP TABLE y'),
      [
        'line 2, accounts_connection_name: "x; DROP TABLE y" is not the name of a table; write one such as AWS_ACCOUNTS_DEFAULT_CONNECTION or DATA.AWS_ACCOUNTS_DEFAULT_CONNECTION',
      ],
    ],
    [
      'an external id',
      inventory('external_id: a b\n'),
      [
        'line 4, external_id: is not an external id; it has 2 to 1224 of the characters A-Z a-z 0-9 _ + = , . @ : / -',
      ],
    ],
    [
      'an external id without quotes',
      inventory('external_id: 0123\n'),
      ['line 4, external_id: must be text; quote it'],
    ],
    [
      'a secret in clear text',
      inventory('access_key_id: AKIAPLANTED\nsecret_access_key: planted\n'),
      [`line 4, access_key_id: ${credentialProblem}`, `line 5, secret_access_key: ${credentialProblem}`],
    ],
    [
      'a type of assets',
      inventory('connection_type: S3\n'),
      ['line 4, connection_type: must be one of EC2, SG, ELB, IAM, AMI'],
    ],
    [
      'NUL and a lone surrogate',
      inventory('timezone: "\\0\\ud800"\n'),
      [
        'line 4, timezone: "\\u{0}\\u{d800}" is not a time zone of the IANA database; one looks like Europe/Berlin or UTC',
      ],
    ],
  ])('%s', (_, comment, problems) => {
    expect(problemsOf(comment)).toEqual(problems);
  });

  test('a very long value is cut in the message', () => {
    const [problem = ''] = problemsOf(inventory(`timezone: ${'z'.repeat(20_000)}\n`));
    expect(problem).toMatch(/^line 4, timezone: "z{500,600}…$/);
  });

  test('a secret without quotes is not repeated', () => {
    expect(problemsOf(inventory('access_key_id: 12345678\nsecret_access_key: env:S\n'))).toEqual([
      `line 4, access_key_id: ${credentialProblem}`,
    ]);
  });
});

describe('options that do not go together', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'no accounts',
      'module: aws_inventory\n',
      [
        'names no accounts; add accounts_connection_name (the connection that lists them) or account_ids (the accounts themselves)',
      ],
    ],
    [
      'accounts named twice',
      inventory('account_ids: ["111111111111"]\n'),
      ['line 4, account_ids: is given beside accounts_connection_name; keep one of the two'],
    ],
    [
      'many accounts without a role',
      'module: aws_inventory\naccount_ids: ["111111111111", "222222222222"]\n',
      [
        "line 2, account_ids: has 2 accounts, but without destination_role_name only the account of the process's own credentials or of the last role can be read; add destination_role_name",
      ],
    ],
    [
      'another account than the last role',
      `module: aws_inventory\naccount_ids: ["222222222222"]\nsource_role_arn: ${ROLE}\n`,
      [
        'line 2, account_ids[0]: is not the account of the last role (111111111111); add destination_role_name or name that account',
      ],
    ],
    [
      'a list without a role',
      'module: aws_inventory\naccounts_connection_name: X\n',
      [
        'line 2, accounts_connection_name: needs destination_role_name; add destination_role_name or remove accounts_connection_name',
      ],
    ],
    [
      'an external id without a role',
      'module: aws_inventory\naccount_ids: ["111111111111"]\nexternal_id: id-1\n',
      ['line 3, external_id: needs destination_role_name; add destination_role_name or remove external_id'],
    ],
    [
      'half a key',
      inventory('access_key_id: env:K\n'),
      ['line 4, access_key_id: needs secret_access_key; add secret_access_key or remove access_key_id'],
    ],
    [
      'the other half',
      inventory('secret_access_key: env:K\n'),
      ['line 4, secret_access_key: needs access_key_id; add access_key_id or remove secret_access_key'],
    ],
    [
      'a session token alone',
      inventory('session_token: env:K\n'),
      ['line 4, session_token: needs access_key_id; add access_key_id or remove session_token'],
    ],
    [
      'assets named twice',
      inventory('connection_type: EC2\ncollectors: [ec2.*]\n'),
      ['line 4, connection_type: says the same as collectors; keep collectors'],
    ],
    [
      'roles of two partitions',
      accounts('source_role_arn: arn:aws-cn:iam::111111111111:role/x\n'),
      [
        'line 2, destination_role_arn: is in the partition aws, but source_role_arn is in aws-cn; keep a connection to one partition',
      ],
    ],
    [
      'a role of the chain in another partition',
      inventory(`source_role_arn: ${ROLE}\nrole_chain:\n  - arn:aws-us-gov:iam::111111111111:role/x\n`),
      [
        'line 6, role_chain[0]: is in the partition aws-us-gov, but source_role_arn is in aws; keep a connection to one partition',
      ],
    ],
    [
      'a region of another partition',
      accounts('regions: [us-east-1, us-gov-west-1]\n'),
      [
        'line 3, regions[1]: is in the partition aws-us-gov, but destination_role_arn is in aws; keep a connection to one partition',
      ],
    ],
    [
      'regions of two partitions',
      inventory('regions: [cn-north-1, us-east-1]\n'),
      [
        'line 4, regions[1]: is in the partition aws, but regions[0] is in aws-cn; keep a connection to one partition',
      ],
    ],
  ])('%s', (_, comment, problems) => {
    expect(problemsOf(comment)).toEqual(problems);
  });

  test('all problems of a COMMENT are told at once, in the order of its lines', () => {
    expect(
      problemsOf(
        '---\nmodule: aws_inventory\nschedule: never\naccount_ids: [1]\nacces_key_id: env:K\nregions: [mars]\n',
      ),
    ).toEqual([
      'line 3, schedule: "never" must have five fields: minute hour day-of-month month day-of-week',
      'line 4, account_ids[0]: 1 is a number in YAML; quote it: "1"',
      'line 5, acces_key_id: unknown option; did you mean access_key_id?',
      'line 6, regions[0]: "mars" is not an AWS region; a region looks like us-east-1',
    ]);
  });
});

test('one broken connection never stops another', () => {
  const results = readConnections([
    { name: 'A_CONNECTION', comment: 'module: [' },
    { name: 'B_CONNECTION', comment: accounts() },
    { name: 'c_connection', comment: accounts() },
    { name: 'D_CONNECTION', comment: inventory() },
  ]);
  expect(results.map((result) => (result.ok ? result.connection.name : `broken ${result.name}`))).toEqual([
    'broken A_CONNECTION',
    'B_CONNECTION',
    'broken c_connection',
    'D_CONNECTION',
  ]);
  const [, , quoted] = results;
  expect(quoted?.ok === false && describeError(quoted.error)).toBe(
    'the table name "c_connection" needs quotes in SQL or does not end in _CONNECTION (connection c_connection)\n' +
      '  fix: rename the table to upper-case letters, digits and underscores ending in _CONNECTION',
  );
});

describe('a COMMENT of a stranger', () => {
  const good = {
    name: 'GOOD_CONNECTION',
    comment: 'module: aws_accounts\ndestination_role_arn: arn:aws:iam::111111111111:role/r',
  };
  const deep = `${'['.repeat(16_000)}${']'.repeat(16_000)}`;

  test.each([
    ['refers to itself', '&a\nmodule: *a', 'has an alias to what it stands in'],
    [
      'refers to itself within',
      'module: aws_accounts\ninclude: &x\n  tags: *x',
      'has an alias to what it stands in',
    ],
    ['nests without end', `module: ${deep}`, ''],
    [
      'is too long',
      `module: aws_accounts\n# ${'x'.repeat(40_000)}`,
      'characters; options of more than 32,768 are not read',
    ],
    ['has a key of great length', `${'k'.repeat(30_000)}: 1`, ''],
    ['names what every record has', 'module: constructor', 'is not a module'],
    ['names a prototype', 'module: __proto__', 'is not a module'],
  ])('that %s is the problem of its own table', (_what, comment, words) => {
    const [bad, ok] = readConnections([{ name: 'BAD_CONNECTION', comment }, good]);
    expect(bad).toMatchObject({ ok: false, name: 'BAD_CONNECTION' });
    expect(bad?.ok === false && bad.error.where).toBe('connection BAD_CONNECTION');
    expect(bad?.ok === false && bad.error.message).toContain(words);
    expect(ok?.ok).toBe(true);
  });

  test.each(HOSTILE_COMMENTS)('%s is read to a bounded end', (_what, comment) => {
    const result = readConnection({ name: 'BAD_CONNECTION', comment });
    if (result.ok) return expect(result.connection.name).toBe('BAD_CONNECTION');
    expect(result.error.kind).toBe('config');
    expect(result.error.message.length).toBeLessThan(13_000);
    expect(result.error.message.split('\n').length).toBeLessThanOrEqual(22);
  });

  test('of thousands of unknown options is told in twenty lines and a count', () => {
    const options = Array.from({ length: 3_000 }, (_, at) => `o${at}: 1`).join('\n');
    const [result] = readConnections([
      { name: 'MANY_CONNECTION', comment: `module: aws_accounts\n${options}` },
    ]);
    const message = result?.ok === false ? result.error.message : '';
    expect(message).toMatch(/^the COMMENT has 3001 problems/);
    expect(message.split('\n')).toHaveLength(22);
    expect(message).toMatch(/\n {2}- and 2981 more$/);
  });

  test('that runs into a bug of ours is told of its own table, and stops no other', () => {
    const broken = {
      ...(CONNECTORS.get('aws_accounts') as OptionReader),
      read: () => {
        throw new RangeError('Maximum call stack size exceeded');
      },
    };
    const table = { name: 'GUILTY_CONNECTION', comment: 'module: aws_accounts' };
    const result = readComment(table, new Map([['aws_accounts', broken]]));
    expect(result).toMatchObject({
      ok: false,
      name: 'GUILTY_CONNECTION',
      error: { kind: 'bug', where: 'connection GUILTY_CONNECTION' },
    });
  });

  test('of hundreds of patterns of names is one problem, whole names are none', () => {
    const read = (name: (index: number) => string) => {
      const names = Array.from({ length: 501 }, (_, index) => name(index)).join(', ');
      const comment = `module: aws_accounts\ndestination_role_arn: arn:aws:iam::111111111111:role/r\ninclude: {names: [${names}]}`;
      const [result] = readConnections([{ name: 'MANY_CONNECTION', comment }]);
      return result?.ok === false ? result.error.message : 'read';
    };
    expect(read((index) => `team-${index}`)).toBe('read');
    expect(read((index) => `team-${index}-*`)).toContain(
      'line 3, include.names: has more than 500 patterns; write fewer and wider ones, or whole names',
    );
  });
});
