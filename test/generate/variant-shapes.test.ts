import { beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../src/aws/catalogue/index.ts';
import { type VariantShapes, variantShapes } from '../../src/generate/variant-shapes.ts';

let shapes: VariantShapes;
beforeAll(async () => {
  shapes = await variantShapes(catalogue);
});

describe('the shape of a VARIANT', () => {
  test.each([
    ['AWS_EFS_ACCESS_POINTS', 'POSIX_USER', '{ Uid: number, Gid: number, SecondaryGids: number[] }'],
    ['AWS_EC2_VOLUMES', 'TAGS', '{ [name]: string }'],
    ['AWS_EFS_FILE_SYSTEMS', 'POLICY', 'object'],
    // Made by code of what several answers say.
    ['AWS_CLOUDTRAIL_EVENTS', 'RESOURCES', '{ ResourceType: string, ResourceName: string }[]'],
    ['AWS_ACCESSANALYZER_FINDINGS', 'PRINCIPAL', '{ [name]: string }'],
    ['AWS_IDENTITY_CENTER_PERMISSION_SETS', 'MANAGED_POLICIES', '{ Name: string, Arn: string }[]'],
    ['AWS_ELBV2_LISTENERS', 'CERTIFICATES', '{ CertificateArn: string, IsDefault: boolean }[]'],
    ['AWS_S3_BUCKETS', 'POLICY', 'object'],
  ])('%s.%s is %s', (table, column, shape) => {
    expect(shapes.get(table)?.get(column)).toBe(shape);
  });

  test('is known of every column, but for what each operation that CloudTrail tells of has its own', () => {
    const columns = catalogue.flatMap(({ tables }) =>
      tables.flatMap(({ name, columns }) =>
        Object.entries(columns).flatMap(([column, { type }]) =>
          type === 'VARIANT' ? [[name, column] as const] : [],
        ),
      ),
    );
    const unknown = columns.filter(([table, column]) => {
      const shape = shapes.get(table)?.get(column);
      return shape === undefined || shape.startsWith('any');
    });
    expect(unknown).toEqual([['AWS_CLOUDTRAIL_EVENTS', 'REQUEST_PARAMETERS']]);
  });
});
