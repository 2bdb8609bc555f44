import { afterEach, beforeEach, expect, test } from 'vitest';
import { collectors, type Reader, startReader } from '../../reader.ts';

let reader: Reader;
beforeEach(async () => {
  reader = await startReader();
});
afterEach(() => reader[Symbol.asyncDispose]());

test('instances of all pages and all reservations are read, with a page size on every call', async () => {
  reader.member.changeRegion('us-east-1', ({ reservations }) => {
    const [first] = reservations;
    const [instance] = first?.Instances ?? [];
    if (!first || !instance) throw new Error('the region has no instance');
    for (let index = 0; index < 300; index += 1) {
      const Instances = ['a', 'b'].map((letter) => ({
        ...instance,
        InstanceId: `i-${letter}${String(index).padStart(16, '0')}`,
      }));
      reservations.push({ ...first, ReservationId: `r-${String(index).padStart(17, '0')}`, Instances });
    }
  });
  const known = reader.member
    .region('us-east-1')
    .reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));
  expect(known.length).toBeGreaterThan(600);
  const { rows, unit } = await reader.read(reader.access(), reader.member, {
    collectors: collectors('ec2.instances'),
  });
  expect(unit('ec2.instances')).toMatchObject({ status: 'ok', rows: known.length });
  expect(new Set(rows.get('AWS_EC2_INSTANCES')?.map((row) => row.RESOURCE_ID))).toEqual(new Set(known));
  const pages = reader.aws.metrics.byAccountAction(reader.member.id)['ec2:DescribeInstances'];
  expect(pages).toBeGreaterThanOrEqual(Math.ceil(known.length / 400));
  expect(pages).toBeLessThanOrEqual(Math.ceil(known.length / 200));
});

test('an instance keeps the reservation that it is listed in', async () => {
  const { rows } = await reader.read(reader.access(), reader.member, {
    collectors: collectors('ec2.instances'),
  });
  const known = reader.member
    .region('us-east-1')
    .reservations.flatMap(({ ReservationId, Instances = [] }) =>
      Instances.map(({ InstanceId }) => [InstanceId, ReservationId]),
    );
  expect(known.length).toBeGreaterThan(0);
  const found = rows.get('AWS_EC2_INSTANCES') ?? [];
  expect(new Map(found.map((row) => [row.RESOURCE_ID, row.RESERVATION_ID]))).toEqual(new Map(known as never));
  for (const { RAW, RESERVATION_ID } of found) expect(RAW).toMatchObject({ ReservationId: RESERVATION_ID });
});

test('a column is what the item says, and nothing where it says nothing', async () => {
  const { rows } = await reader.read(reader.access(), reader.member, {
    collectors: collectors('ec2.security_groups', 'ec2.instances'),
  });
  const { reservations, securityGroups } = reader.member.region('us-east-1');
  for (const group of securityGroups) {
    const row = rows.get('AWS_EC2_SECURITY_GROUPS')?.find((each) => each.GROUP_ID === group.GroupId);
    expect(row).toMatchObject({
      GROUP_NAME: group.GroupName,
      VPC_ID: group.VpcId,
      OWNER_ID: reader.member.id,
    });
    expect(row?.INGRESS).toHaveLength(group.IpPermissions?.length ?? 0);
  }
  const instances = reservations.flatMap(({ Instances = [] }) => Instances);
  expect(instances.length).toBeGreaterThan(0);
  for (const instance of instances) {
    const row = rows.get('AWS_EC2_INSTANCES')?.find((each) => each.INSTANCE_ID === instance.InstanceId);
    expect(row?.PUBLIC_IP).toBe(instance.PublicIpAddress);
    expect(row?.HTTP_TOKENS).toBe(instance.MetadataOptions?.HttpTokens);
    expect(row?.NAME).toBe(instance.Tags?.find(({ Key }) => Key === 'Name')?.Value);
  }
});
