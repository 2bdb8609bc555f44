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
    ['AWS_CLOUDTRAIL_EVENTS', 'RESOURCES', undefined],
  ])('%s.%s is %s', (table, column, shape) => {
    expect(shapes.get(table)?.get(column)).toBe(shape);
  });

  test('is known of most tables', () => {
    const known = [...shapes.values()].reduce((sum, columns) => sum + columns.size, 0);
    expect(known).toBeGreaterThan(100);
  });
});
