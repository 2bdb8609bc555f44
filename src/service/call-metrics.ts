import { Counter, Histogram, type Registry } from 'prom-client';
import type { Observer } from '../observer.ts';

/** From twenty milliseconds to a quarter of an hour. */
const STATEMENT_SECONDS = [0.02, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];

/** Counts what is asked of AWS and of Snowflake; gives what hears it. */
export function countCalls(registry: Registry): Observer {
  const registers = [registry];
  const calls = new Counter({
    name: 'snowcensus_aws_calls_total',
    help: 'Requests sent to AWS, retries included.',
    labelNames: ['service'],
    registers,
  });
  const throttles = new Counter({
    name: 'snowcensus_aws_throttles_total',
    help: 'Requests that AWS refused because there were too many.',
    labelNames: ['service'],
    registers,
  });
  const statements = new Histogram({
    name: 'snowcensus_snowflake_statement_seconds',
    help: 'How long Snowflake took for statements, by their first word.',
    labelNames: ['statement', 'outcome'],
    buckets: STATEMENT_SECONDS,
    registers,
  });
  return {
    awsCall: (service) => calls.inc({ service }),
    awsThrottle: (service) => throttles.inc({ service }),
    statement: ({ verb, seconds, ok }) =>
      statements.observe({ statement: verb, outcome: ok ? 'ok' : 'error' }, seconds),
  };
}
