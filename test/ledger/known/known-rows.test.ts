import { expect, test } from 'vitest';
import { awsInventory } from '../../../src/connectors/aws-inventory/connector.ts';
import { readKnownRows } from '../../../src/ledger/known/known-rows.ts';
import { recordingSession, SCHEMA } from '../../snowflake/recording-session.ts';

test('an account costs more that has more units with rows, or more rows; one that is new has no cost', async () => {
  const unit = (ACCOUNT_ID: string, REGION: string, ROW_COUNT: number) => ({
    COLLECTOR: 'ec2.vpcs',
    ACCOUNT_ID,
    REGION,
    ROW_COUNT,
    DIGEST: 'd',
  });
  const { session } = await recordingSession(() => [
    unit('small', 'us-east-1', 1),
    unit('wide', 'us-east-1', 1),
    unit('wide', 'eu-west-1', 1),
    unit('full', 'us-east-1', 1_000),
  ]);
  const collectors = awsInventory.collectors.filter(({ name }) => name === 'ec2.vpcs');
  const known = await readKnownRows({ session, schema: SCHEMA }, 'C_CONNECTION', collectors);
  const [small, wide, full] = ['small', 'wide', 'full'].map((id) => known.costOf(id) ?? Number.NaN);
  expect(small).toBeLessThan(wide ?? 0);
  expect(wide).toBeLessThan(full ?? 0);
  expect(known.costOf('new')).toBeUndefined();
});
