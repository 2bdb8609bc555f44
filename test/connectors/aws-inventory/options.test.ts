import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../src/connections/connection.ts';
import { awsInventory } from '../../../src/connectors/aws-inventory/connector.ts';
import { readConnection } from '../../../src/connectors/index.ts';
import { describeError } from '../../../src/errors.ts';

const base = 'module: aws_inventory\naccount_ids: ["111111111111"]\n';

const read = (options: string) =>
  readConnection({ name: 'AWS_INVENTORY_CONNECTION', comment: base + options });

function connection(options: string): Connection {
  const result = read(options);
  if (!result.ok) throw result.error;
  return result.connection;
}

describe('an inventory connection', () => {
  test.each([
    ['', 12],
    ['full_sweep_every: 3\n', 3],
    ['probe_empty_regions: false\n', undefined],
    ['probe_empty_regions: false\nfull_sweep_every: 3\n', undefined],
  ])('with %j reads empty regions whole in one of so many runs: %s', (options, expected) => {
    expect(awsInventory.readPlan(connection(options)).fullSweepEvery).toBe(expected);
  });

  test.each([
    ['full_sweep_every: 0', 'from 1 to 1000'],
    ['full_sweep_every: often', 'must be a number'],
    ['probe_empty_regions: perhaps', 'must be true or false'],
    ['probe_empty_region: true', 'did you mean probe_empty_regions?'],
  ])('refuses %s', (written, problem) => {
    const result = read(`${written}\n`);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(describeError(result.error)).toContain(problem);
  });
});
