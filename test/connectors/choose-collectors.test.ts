import { describe, expect, test } from 'vitest';
import { awsInventory } from '../../src/connectors/aws-inventory/connector.ts';
import { chosenCollectors, narrowedTo } from '../../src/connectors/choose-collectors.ts';
import { CONNECTORS } from '../../src/connectors/index.ts';
import { describeError } from '../../src/errors.ts';

const COSTLY = 'iam.costly';
const KNOWN = ['iam.users', 'iam.roles', COSTLY, 'ec2.instances', 'ec2.vpcs'].map((name) => ({
  name,
  onRequest: name === COSTLY,
}));
const DEFAULT = ['iam.users', 'iam.roles', 'ec2.instances', 'ec2.vpcs'];

const namesOf = (chosen: readonly { readonly name: string }[]) => chosen.map(({ name }) => name);

describe('of collectors, some of which cost much', () => {
  test.each([
    [undefined, DEFAULT],
    [['default'], DEFAULT],
    [['*'], DEFAULT],
    [['all'], [...namesOf(KNOWN)]],
    [['security'], ['ec2.instances', 'ec2.vpcs']],
    [['ec2'], ['ec2.instances', 'ec2.vpcs']],
    [['ec2.*'], ['ec2.instances', 'ec2.vpcs']],
    [['iam'], ['iam.users', 'iam.roles']],
    [['iam.*'], ['iam.users', 'iam.roles']],
    [
      ['default', COSTLY],
      ['iam.users', 'iam.roles', COSTLY, 'ec2.instances', 'ec2.vpcs'],
    ],
    [
      ['ec2.vpcs', 'iam.users', '*.users'],
      ['iam.users', 'ec2.vpcs'],
    ],
  ])('%j chooses %j', (names, chosen) => {
    expect(namesOf(chosenCollectors({ collectors: KNOWN }, names))).toEqual(chosen);
  });

  test('a run may be narrowed to some of what its connection reads', () => {
    const chosen = chosenCollectors({ collectors: KNOWN }, [COSTLY, 'ec2']);
    expect(namesOf(narrowedTo(chosen, ['all']))).toEqual([COSTLY, 'ec2.instances', 'ec2.vpcs']);
    expect(namesOf(narrowedTo(chosen, [COSTLY]))).toEqual([COSTLY]);
    expect(() => narrowedTo(chosen, ['iam.users'])).toThrow('matches no collector');
  });

  test('what chooses nothing is told, with the nearest that would', () => {
    let message = '';
    try {
      chosenCollectors({ collectors: KNOWN }, [
        'iam.user',
        'ec3.*',
        'ec2.*',
        'lambda.*',
        'securty',
        'iam.cost*',
      ]);
    } catch (error) {
      message = describeError(error);
    }
    expect(message).toBe(
      'the pattern "iam.user" matches no collector; the pattern "ec3.*" matches no collector; the pattern "lambda.*" matches no collector; the pattern "securty" matches no collector; the pattern "iam.cost*" matches no collector (option collectors)\n' +
        '  fix: instead of "iam.user" write iam.users; instead of "ec3.*" write ec2.*; instead of "lambda.*" use one of iam.users, iam.roles, iam.costly, ec2.instances, ec2.vpcs; instead of "securty" write security; instead of "iam.cost*" write iam.costly',
    );
  });
});

test('the set for security has what an inventory probes with, so that empty regions stay cheap', () => {
  const chosen = chosenCollectors(awsInventory, ['security']);
  expect(chosen.length).toBeGreaterThan(20);
  expect(chosen.length).toBeLessThan(awsInventory.collectors.length);
  for (const collector of awsInventory.collectors) {
    if (collector.whenEmpty === 'probe') expect(chosen).toContain(collector);
  }
});

test('every module has something in each set', () => {
  for (const connector of CONNECTORS.values()) {
    for (const set of ['default', 'all', 'security'])
      expect(chosenCollectors(connector, [set])).not.toEqual([]);
  }
});

test('what is read on request is read by those who name it in full or ask for all', () => {
  const settings = awsInventory.collectors.filter(({ name }) => name === 's3.bucket_settings');
  expect(settings).toHaveLength(1);
  for (const names of [undefined, ['default'], ['s3'], ['s3.*']]) {
    expect(chosenCollectors(awsInventory, names)).not.toEqual(expect.arrayContaining(settings));
  }
  for (const names of [['all'], ['s3.bucket_settings'], ['iam', 's3.bucket_settings']]) {
    expect(chosenCollectors(awsInventory, names)).toEqual(expect.arrayContaining(settings));
  }
});

test('thousands of names that choose nothing are told in twenty and a count', () => {
  const names = Array.from({ length: 5_000 }, (_, index) => `${'none'.repeat(500)}${index}`);
  let told = '';
  try {
    narrowedTo(awsInventory.collectors, names);
  } catch (error) {
    told = describeError(error);
  }
  expect(told).toContain('and 4980 more');
  expect(told.length).toBeLessThan(40_000);
});
