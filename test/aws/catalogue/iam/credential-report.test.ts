import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCredentialReport } from '../../../../src/aws/catalogue/iam/credential-report.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const HEADER =
  'user,arn,user_creation_time,password_enabled,password_last_used,mfa_active,access_key_1_last_rotated,cert_1_active';
const ROOT =
  '<root_account>,arn:aws:iam::123456789012:root,2020-01-01T00:00:00+00:00,not_supported,no_information,true,N/A,false';

const parse = (...lines: readonly string[]) => parseCredentialReport([HEADER, ...lines].join('\n'));

describe('parsing', () => {
  test('gives booleans, times, and nothing where AWS has nothing', () => {
    expect(parse(ROOT)).toEqual([
      {
        user: '<root_account>',
        arn: 'arn:aws:iam::123456789012:root',
        user_creation_time: '2020-01-01T00:00:00+00:00',
        password_enabled: undefined,
        password_last_used: undefined,
        mfa_active: true,
        access_key_1_last_rotated: undefined,
        cert_1_active: false,
      },
    ]);
  });

  test('takes names with commas, quotes and line breaks', () => {
    const [, user] = parse(ROOT, '"a,b=c@d""e\nf","arn:aws:iam::1:user/a,b",2020,true,N/A,false,N/A,false');
    expect(user).toMatchObject({ user: 'a,b=c@d"e\nf', arn: 'arn:aws:iam::1:user/a,b', mfa_active: false });
  });

  test.each(['true', 'false', 'N/A', 'no_information', 'not_supported'])(
    'lets a user be called %s',
    (name) => {
      const [, user] = parse(ROOT, `${name},arn:aws:iam::1:user/${name},2020,true,N/A,false,N/A,false`);
      expect(user?.user).toBe(name);
    },
  );

  test('takes columns that AWS adds', () => {
    expect(parseCredentialReport(`${HEADER},passkey\n${ROOT},true`)).toMatchObject([{ passkey: true }]);
  });

  test('takes a whole header without lines for a report of nobody', () => {
    const whole =
      'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,mfa_active,' +
      'access_key_1_active,access_key_1_last_rotated,access_key_2_active,access_key_2_last_used_service';
    expect(parseCredentialReport(`${whole}\n`)).toEqual([]);
    expect(() => parseCredentialReport(whole)).toThrow('cut short');
  });

  test.each([
    ['within a line', `${HEADER}\n${ROOT.slice(0, 80)}`],
    ['within quotes', `${HEADER}\n${ROOT}\n"a user`],
    ['within the header', HEADER.slice(0, 40)],
    ['after the header', `${HEADER}\n`],
    ['before the header', ''],
  ])('refuses a report that is cut short %s', (_where, csv) => {
    expect(() => parseCredentialReport(csv)).toThrow(
      expect.objectContaining({
        kind: 'transient',
        message: expect.stringMatching(/^the credential report is cut short or not in the form/) as string,
        hint: expect.stringContaining('Run again') as string,
      }) as Error,
    );
  });

  test('refuses what is no report at all', () => {
    expect(() => parseCredentialReport('<html><body>502 Bad Gateway</body></html>')).toThrow(
      /not in the form/,
    );
  });
});

describe('reading', () => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await startReader();
  });
  afterAll(() => reader[Symbol.asyncDispose]());

  test('waits until AWS has made it, and asks for it once for all collectors', async () => {
    reader.member.credentialReport.coldPolls = 2;
    const outcome = await reader.read(reader.access(), reader.member, {
      collectors: collectors('iam.credential_report', 'iam.access_keys'),
    });
    expect(outcome.units.map(({ status }) => status)).toEqual(['ok', 'ok']);
    const users = reader.member.iam().users.size;
    expect(outcome.rows.get('AWS_IAM_CREDENTIAL_REPORT')).toHaveLength(users + 1);
    expect(reader.aws.metrics.byAccountAction(reader.member.id)).toMatchObject({
      'iam:GenerateCredentialReport': 1,
      'iam:GetCredentialReport': 3,
    });
  });

  test('has none made where there is one that AWS would answer with', async () => {
    const [, , account] = reader.members;
    if (!account) throw new Error('no third member');
    const of = () => reader.aws.metrics.byAccountAction(account.id);
    const read = () =>
      reader.read(reader.access(), account, { collectors: collectors('iam.credential_report') });
    await read();
    const { 'iam:GenerateCredentialReport': made, 'iam:GetCredentialReport': before = 0 } = of();
    const again = await read();
    expect(again.unit('iam.credential_report')).toMatchObject({ status: 'ok' });
    expect(of()).toMatchObject({
      'iam:GenerateCredentialReport': made,
      'iam:GetCredentialReport': before + 1,
    });
  });

  test('ends while it waits, when the run is aborted', async () => {
    const account = reader.members[1];
    if (!account) throw new Error('no second member');
    account.credentialReport.coldPolls = 1_000;
    const stop = new AbortController();
    const read = reader.read(reader.access({ signal: stop.signal }), account, {
      collectors: collectors('iam.credential_report'),
    });
    setTimeout(() => stop.abort(new Error('enough')), 600);
    const started = performance.now();
    await expect(read).rejects.toThrow('enough');
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});
