import { expect, test } from 'vitest';
import { readConnection } from '../../../src/connectors/index.ts';

const role = 'destination_role_arn: arn:aws:iam::123456789012:role/organization-reader';

function problemsOf(...lines: readonly string[]): string {
  const comment = ['module: aws_identity_center', ...lines].join('\n');
  const read = readConnection({ name: 'AWS_IDENTITY_CENTER_CONNECTION', comment });
  return read.ok ? '' : read.error.message;
}

test('a connection names its role and the region of the instance', () => {
  const comment = `module: aws_identity_center\n${role}\nidentity_center_region: eu-central-1`;
  expect(readConnection({ name: 'AWS_IDENTITY_CENTER_CONNECTION', comment })).toMatchObject({
    ok: true,
    connection: { module: 'aws_identity_center', options: { identity_center_region: 'eu-central-1' } },
  });
});

test.each([
  ['no region', [role], 'identity_center_region'],
  ['no role', ['identity_center_region: eu-central-1'], 'destination_role_arn'],
  ['no region of AWS', [role, 'identity_center_region: Frankfurt'], '"Frankfurt" is not an AWS region'],
  ['a region elsewhere', [role, 'identity_center_region: cn-north-1'], 'is in the partition aws-cn'],
  ['regions, which it has not', [role, 'identity_center_region: eu-west-1', 'regions: all'], 'regions'],
])('%s is a problem that is named', (_, lines, problem) => {
  expect(problemsOf(...lines)).toContain(problem);
});
