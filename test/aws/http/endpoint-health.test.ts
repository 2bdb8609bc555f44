import { describe, expect, test } from 'vitest';
import { EndpointHealth } from '../../../src/aws/http/endpoint-health.ts';

const EC2 = ['EC2', 'eu-west-1'] as const;

function healthAt() {
  const clock = { now: 0 };
  return { clock, health: new EndpointHealth(() => clock.now) };
}

function silence(health: EndpointHealth, times: number, accounts: readonly string[]): void {
  for (let at = 0; at < times; at += 1) health.silent(...EC2, accounts[at % accounts.length] ?? '');
}

describe('an endpoint that leaves calls of several accounts without an answer', () => {
  test('is given up, in its region and for its service alone', () => {
    const { health } = healthAt();
    silence(health, 4, ['1', '2']);
    expect(() => health.admit(...EC2)).not.toThrow();
    silence(health, 1, ['1']);
    expect(() => health.admit(...EC2)).toThrow('EC2 in eu-west-1 left the last 5 calls of this run');
    expect(() => health.admit('EC2', 'us-east-1')).not.toThrow();
    expect(() => health.admit('IAM', 'eu-west-1')).not.toThrow();
  });

  test('is tried again by one call at a time, ever more rarely, and so many times in all', () => {
    const { clock, health } = healthAt();
    silence(health, 5, ['1', '2']);
    const trials: number[] = [];
    for (clock.now = 0; clock.now < 100 * 3_600_000; clock.now += 5_000) {
      try {
        health.admit(...EC2);
      } catch {
        continue;
      }
      trials.push(clock.now);
      expect(() => health.admit(...EC2)).toThrow();
      silence(health, 1, ['1']);
    }
    expect(trials.slice(0, 4)).toEqual([5_000, 15_000, 35_000, 75_000]);
    expect(trials).toHaveLength(12);
  });

  test('is tried again, too, after a call that tried it was ended from our side', () => {
    const { clock, health } = healthAt();
    silence(health, 5, ['1', '2']);
    clock.now = 5_000;
    health.admit(...EC2);
    health.abandoned(...EC2);
    expect(() => health.admit(...EC2)).toThrow();
    clock.now = 60_000;
    expect(() => health.admit(...EC2)).not.toThrow();
  });

  test('is asked like any other once it has answered', () => {
    const { clock, health } = healthAt();
    silence(health, 5, ['1', '2']);
    clock.now = 5_000;
    health.admit(...EC2);
    health.answered(...EC2);
    expect(() => health.admit(...EC2)).not.toThrow();
    silence(health, 4, ['1', '2']);
    expect(() => health.admit(...EC2)).not.toThrow();
  });
});

test('calls of one account alone may be that account’s trouble, and are borne longer', () => {
  const { health } = healthAt();
  silence(health, 15, ['1']);
  expect(() => health.admit(...EC2)).not.toThrow();
  silence(health, 1, ['1']);
  expect(() => health.admit(...EC2)).toThrow('EC2 in eu-west-1');
});
