import { afterEach, expect, test } from 'vitest';
import type { Account } from '../../../sandbox/aws/contract.ts';
import { readerWith } from '../../changed-operations.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const region = 'us-east-1';
const NAMES = ['accessanalyzer.analyzers', 'accessanalyzer.findings'];

let reader: Reader;
afterEach(() => reader[Symbol.asyncDispose]());

/** An account that now administers analyzers for the organization. */
function administrator(): Account {
  const [delegate] = reader.world.delegatedAdministrators.values();
  const account = reader.world.accounts.get(delegate?.accountId ?? '');
  if (!delegate || !account) throw new Error('nobody administers anything');
  delegate.services.set('access-analyzer.amazonaws.com', delegate.enabledAt);
  return account;
}

async function read(account: Account) {
  reader.aws.resetMetrics();
  const outcome = await reader.read(reader.access(), account, {
    collectors: collectors(...NAMES),
    regions: [region],
  });
  const { 'ec2:DescribeRegions': _, ...calls } = reader.aws.metrics.byAccountAction(account.id);
  return {
    calls,
    unit: outcome.unit('accessanalyzer.findings'),
    analyzers: outcome.rows.get('AWS_ACCESSANALYZER_ANALYZERS') ?? [],
    findings: outcome.rows.get('AWS_ACCESSANALYZER_FINDINGS') ?? [],
  };
}

test('the organization’s analyzer tells of all accounts, at a call for each page', async () => {
  reader = await startReader({ accounts: 90, assetRegions: [region] });
  const { calls, findings } = await read(administrator());
  const ofOrganization = findings.filter(({ ANALYZER_TYPE }) => ANALYZER_TYPE === 'ORGANIZATION');
  expect(ofOrganization.length).toBeGreaterThan(100);
  expect(new Set(ofOrganization.map((row) => row.RESOURCE_OWNER_ACCOUNT_ID)).size).toBeGreaterThan(60);
  expect(calls['access-analyzer:ListAnalyzers']).toBe(1);
  expect(calls['access-analyzer:ListFindings']).toBeLessThanOrEqual(4);
});

test('a finding from outside says who has access, and one of unused access what it is about', async () => {
  reader = await startReader({ accounts: 40, assetRegions: [region] });
  const outcomes = await Promise.all(reader.members.map((account) => read(account)));
  const rows = outcomes.flatMap(({ findings }) => findings);
  const external = rows.filter(({ FINDING_TYPE }) => FINDING_TYPE === 'ExternalAccess');
  const unused = rows.filter(({ ANALYZER_TYPE }) => ANALYZER_TYPE === 'ACCOUNT_UNUSED_ACCESS');
  expect(external.some(({ IS_PUBLIC }) => IS_PUBLIC === true)).toBe(true);
  for (const row of external) expect(row.ERROR ?? row.PRINCIPAL).toBeDefined();
  expect(unused.length).toBeGreaterThan(0);
  for (const row of unused) expect(row).not.toHaveProperty('IS_PUBLIC');
  expect(new Set(rows.map(({ STATUS }) => STATUS))).toEqual(new Set(['ACTIVE', 'ARCHIVED']));
});

test('a disabled analyzer is not asked, and one that was deleted since it was listed takes no other with it', async () => {
  reader = await readerWith(
    'access-analyzer',
    {
      ListAnalyzers: (own) => async (call) => {
        const { analyzers } = (await own(call)) as { analyzers: { arn: string; status: string }[] };
        const [one] = analyzers;
        return {
          analyzers: [
            ...analyzers,
            { ...one, arn: `${one?.arn}-deleted`, name: 'deleted', status: 'ACTIVE' },
            { ...one, arn: `${one?.arn}-disabled`, name: 'disabled', status: 'DISABLED' },
          ],
        };
      },
    },
    { assetRegions: [region] },
  );
  const { unit, analyzers, findings, calls } = await read(administrator());
  expect(unit).toMatchObject({ status: 'ok' });
  expect(findings.length).toBeGreaterThan(0);
  expect(analyzers.map(({ NAME }) => NAME)).toEqual(expect.arrayContaining(['deleted', 'disabled']));
  expect(JSON.stringify(reader.aws.metrics.log)).not.toContain('disabled');
  expect(calls['access-analyzer:ListFindings']).toBeLessThan(analyzers.length + 1);
});

test('findings that we may not see are denied, and never none', async () => {
  reader = await startReader({ assetRegions: [region] });
  reader.aws.faults.add({
    match: { operation: 'ListFindings' },
    action: { error: { code: 'AccessDeniedException', message: 'no', status: 403 } },
  });
  const { unit, analyzers, findings } = await read(administrator());
  expect(unit).toMatchObject({ status: 'denied' });
  expect(analyzers.length).toBeGreaterThan(0);
  expect(findings).toEqual([]);
});
