import type { AccountFindings, FindingGroup } from '../../src/detections/account-findings.ts';
import type {
  ConnectionView,
  CoverageCell,
  EndedRunView,
  ServiceView,
  UnitStatus,
} from '../../src/service/view.ts';

export const NOW = new Date('2026-03-05T10:00:00Z');

function before(minutes: number): Date {
  return new Date(NOW.getTime() - minutes * 60_000);
}

/** A service that has one connection, of which all is well, unless told otherwise. */
export function serviceView(changes: Partial<ServiceView> = {}): ServiceView {
  return {
    version: '1.2.3',
    worker: 'host-a:7',
    startedAt: before(3_000),
    stopping: false,
    snowflake: { lastOkAt: before(0.2), error: undefined },
    notifications: { problem: undefined },
    findings: undefined,
    connections: [connectionView()],
    ...changes,
  };
}

/** Findings of an account that fails here and there, and was not read somewhere. */
export function accountFindings(changes: Partial<AccountFindings> = {}): AccountFindings {
  const counts = { fail: 0, unknown: 0, pass: 0, excepted: 0 };
  const fails: FindingGroup = {
    detectionId: 's3_bucket_public',
    title: 'No bucket is public by policy or ACL',
    severity: 'critical',
    status: 'fail',
    findings: 3,
    since: before(90),
    place: 'arn:aws:s3:::team-logs in eu-west-1',
    reason: 'The policy lets everybody read.',
  };
  const unknown: FindingGroup = {
    ...fails,
    detectionId: 'iam_user_two_keys',
    title: 'No user has two active keys',
    severity: 'medium',
    status: 'unknown',
    findings: 1,
    since: before(4_000),
    place: 'global',
    reason: 'iam.access_keys could not be read: AccessDenied',
  };
  return {
    severities: [
      { name: 'critical', counts: { ...counts, fail: 3, pass: 1_240 } },
      { name: 'medium', counts: { ...counts, unknown: 1, excepted: 2 } },
    ],
    open: [fails, unknown],
    changes: [
      { ...fails, previous: 'pass' },
      { ...unknown, status: 'gone', previous: 'fail', place: 'arn:aws:iam::1:user/left in global' },
      { ...unknown, status: 'pass', previous: undefined, reason: undefined },
    ],
    ...changes,
  };
}

/** The same, with more of them than a page tells. */
export function manyFindings(): AccountFindings {
  const [fails] = accountFindings().open;
  return accountFindings({ open: fails ? Array.from({ length: 40 }, () => fails) : [] });
}

export function connectionView(changes: Partial<ConnectionView> = {}): ConnectionView {
  return {
    name: 'AWS_INVENTORY_CONNECTION',
    module: 'aws_inventory',
    schedule: { cron: '30 * * * *', timezone: 'Europe/Zurich' },
    problem: undefined,
    paused: false,
    nextRunAt: before(-30),
    queued: false,
    active: undefined,
    recent: [endedRun()],
    lastSuccessAt: before(30),
    coverage: coverage(3),
    unitPaths: new Map(),
    ...changes,
  };
}

export function endedRun(changes: Partial<EndedRunView> = {}): EndedRunView {
  return {
    runId: '20260305T093000Z-0001',
    status: 'ok',
    triggeredBy: 'schedule',
    startedAt: before(30),
    seconds: 185,
    rows: 41_234,
    error: undefined,
    unitsHeld: 0,
    ...changes,
  };
}

const SEEN = { rows: 7, readAt: before(30), changedAt: before(4_000), blindSince: undefined };

const SERVICES = ['accessanalyzer', 'ec2', 'elb', 'elbv2', 'iam'];

/** Accounts of which every service was read. */
export function coverage(accounts: number, first = 0): readonly CoverageCell[] {
  return Array.from({ length: accounts }, (_, index) => accountCoverage(first + index)).flat();
}

/** An account that fared the same in every service. */
export function accountCoverage(
  index: number,
  status: UnitStatus = 'ok',
  reason: string | undefined = undefined,
  services: readonly string[] = SERVICES,
  code: string | undefined = undefined,
): readonly CoverageCell[] {
  const accountId = accountIdOf(index);
  const accountName = `team-${String(index).padStart(4, '0')}`;
  return services.map((service) => ({
    accountId,
    accountName,
    service,
    status,
    reason,
    code,
    units: 17,
    seen: SEEN,
  }));
}

export function accountIdOf(index: number): string {
  return String(100_000_000_000 + index * 7_919);
}

/** An organization of two thousand accounts, or fewer, on a bad day. */
export function badDay(sound = 1_950): ServiceView {
  const refused = (index: number) =>
    `AccessDenied: User: arn:aws:sts::999999999999:assumed-role/hub/snowcensus is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${accountIdOf(index)}:role/snowcensus. The role does not exist in the account, does not trust us, or refuses the external id; AWS does not say which.`;
  const cells = [
    ...coverage(sound),
    ...[1_950, 1_951, 1_952].flatMap((index) =>
      accountCoverage(index, 'denied', refused(index), undefined, 'assume_role_refused'),
    ),
    ...accountCoverage(1_953, 'ok', undefined, ['accessanalyzer', 'elb', 'elbv2', 'iam']),
    ...accountCoverage(1_953, 'failed', 'Request limit exceeded. (gave up after 8 attempts)', ['ec2']),
    ...accountCoverage(1_954, 'ok', undefined, ['accessanalyzer', 'ec2', 'elb', 'elbv2']),
    ...accountCoverage(1_954, 'denied', 'not authorized to perform: iam:GenerateCredentialReport', ['iam']),
    ...Array.from({ length: 30 }, (_, index) =>
      accountCoverage(1_955 + index, 'denied', refused(1_955 + index), undefined, 'assume_role_refused'),
    ).flat(),
    ...accountCoverage(1_985, 'skipped', 'Left out by exclude.accounts.'),
    ...Array.from({ length: 14 }, (_, index) =>
      accountCoverage(1_986 + index, 'absent', 'The account is closed.'),
    ).flat(),
  ];
  const statuses = ['partial', 'ok', 'ok', 'missed', 'ok', 'failed', 'ok', 'aborted'] as const;
  const recent = Array.from({ length: 42 }, (_, index) =>
    endedRun({
      runId: `run-${index}`,
      status: statuses[index] ?? 'ok',
      startedAt: before(30 + index * 60),
      seconds: statuses[index] === 'missed' ? 0 : 900 + 500 * Math.sin(index) ** 2,
      ...(statuses[index] === 'failed'
        ? { error: 'COPY was refused\n  because: <b>no</b> warehouse', rows: 0 }
        : {}),
    }),
  );
  return serviceView({
    connections: [
      connectionView({
        name: 'AWS_ACCOUNTS_CONNECTION',
        module: 'aws_accounts',
        coverage: accountCoverage(0, 'ok', undefined, ['organizations']),
        recent: recent.map((run) => ({ ...run, status: 'ok' as const, seconds: run.seconds / 60 })),
      }),
      connectionView({
        coverage: cells,
        recent,
        lastSuccessAt: before(90),
        active: {
          runId: 'run-now',
          startedAt: before(4),
          accounts: 2_000,
          accountsDone: 1_240,
          rows: 812_004,
        },
      }),
      connectionView({
        name: 'AWS_IDENTITY_CENTER_CONNECTION',
        module: undefined,
        problem:
          'region: "eu-west" is not a region of AWS; did you mean eu-west-1?\n  fix: Write identity_center_region: eu-west-1',
        coverage: [],
        recent: [],
        lastSuccessAt: undefined,
        nextRunAt: undefined,
      }),
      connectionView({
        name: 'AWS_CLOUDTRAIL_CONNECTION',
        module: 'aws_cloudtrail',
        schedule: undefined,
        nextRunAt: undefined,
        recent: [
          endedRun({ status: 'missed', seconds: 0, rows: 0, error: 'the run before was still active' }),
        ],
        coverage: [],
        active: { runId: undefined, startedAt: before(0.1), accounts: 0, accountsDone: 0, rows: 0 },
      }),
    ],
  });
}
