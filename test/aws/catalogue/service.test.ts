import type * as ec2Sdk from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { service } from '../../../src/aws/catalogue/service.ts';

const ec2 = service({
  name: 'ec2',
  prefix: 'ec2',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-ec2'),
  client: 'EC2Client',
  usualRequest: [{ DryRun: true }],
  requests: {},
});
const iam = service({
  name: 'iam',
  prefix: 'iam',
  scope: 'account',
  sdk: () => import('@aws-sdk/client-iam'),
  client: 'IAMClient',
  requests: {
    GetAccountAuthorizationDetails: [{ MaxItems: 1 }],
    GetRole: [{ RoleName: 'none' }, 'NoSuchEntityException'],
    ListPolicies: [{ MaxItems: 1 }],
    ListRoles: [{ MaxItems: 1 }],
  },
});

describe('an entry of a known service', () => {
  test('is all it takes: name, action, scope, table and readers follow from it', () => {
    const volumes = ec2.operation('volumes', 'DescribeVolumes', {
      doc: 'EBS volumes.',
      pageSize: 200,
      tables: {
        VOLUMES: {
          doc: 'EBS volumes, one row each.',
          rows: 'Volumes',
          key: 'VolumeId',
          columns: { ENCRYPTED: ['BOOLEAN', 'Encrypted', 'Whether it is encrypted.'] },
        },
      },
    });
    const [table] = volumes.tables;
    expect(volumes).toMatchObject({ name: 'ec2.volumes', scope: 'region', absent: [], conditional: {} });
    expect(volumes.actions).toEqual(['ec2:DescribeVolumes']);
    expect(table).toMatchObject({ name: 'AWS_EC2_VOLUMES', keyName: 'VolumeId', volatile: [] });
    const volume: ec2Sdk.Volume = { VolumeId: 'vol-1', Encrypted: false };
    expect(table?.key(volume)).toBe('vol-1');
    expect(table?.columns.ENCRYPTED?.value(volume)).toBe(false);
  });

  describe('has typed columns', () => {
    const [images] = ec2.operation('images', 'DescribeImages', {
      doc: 'Images.',
      pageSize: 200,
      tables: {
        IMAGES: {
          doc: 'Images, one row each.',
          rows: 'Images',
          key: 'ImageId',
          columns: {
            KERNEL_ID: ['STRING', 'KernelId', 'Kernel.'],
            IS_PUBLIC: ['BOOLEAN', 'Public', 'Whether it is public.'],
            CREATED_AT: ['TIMESTAMP_LTZ', 'CreationDate', 'When it was made.'],
          },
        },
      },
    }).tables;
    const answered = (column: string, image: ec2Sdk.Image) => images?.columns[column]?.value(image);

    test('that are NULL where AWS answers an empty text', () => {
      expect(answered('KERNEL_ID', { KernelId: '' })).toBeUndefined();
      expect(answered('CREATED_AT', { CreationDate: '' })).toBeUndefined();
      expect(answered('IS_PUBLIC', { Public: false })).toBe(false);
    });

    test.each([
      '2026-01-02T03:04:05.006Z',
      '2026-01-02T04:04:05.006789+01:00',
      '2026-01-02T03:04:05.006+0000',
    ])('that hold the instant which AWS writes as %s', (CreationDate) => {
      expect(answered('CREATED_AT', { CreationDate })).toEqual(new Date('2026-01-02T03:04:05.006Z'));
    });

    test('that do not pass on a time which nobody can read, for the load of all would end at it', () => {
      expect(() => answered('CREATED_AT', { CreationDate: 'yesterday' })).toThrow(
        'AWS answered "yesterday" where AWS_EC2_IMAGES.CREATED_AT holds a time',
      );
    });
  });

  test('may say which actions only some reads need, and the policy has them all', () => {
    const collector = iam.read<{ THINGS: { Id: string } }>('things', {
      doc: 'Things.',
      calls: '1',
      actions: ['iam:ListRoles'],
      conditional: { 'iam:GetRole': 'a thing is new' },
      tables: { THINGS: { doc: 'Things, one row each.', key: 'Id', columns: {} } },
      async *read() {
        yield ['THINGS', { Id: 'one' }];
      },
    });
    expect(collector.actions).toEqual(['iam:ListRoles', 'iam:GetRole']);
    expect(collector.conditional).toEqual({ 'iam:GetRole': 'a thing is new' });
  });
});

/** Each of these is refused by the compiler; that nothing but the compiler refuses them is no matter. */
describe('the compiler refuses', () => {
  const doc = 'Wrong.';
  const columns = {};

  test('an operation that the SDK does not have', () => {
    expect(() =>
      // @ts-expect-error DescribeVolume is not an operation
      ec2.operation('wrong', 'DescribeVolume', { doc, tables: {} }),
    ).not.toThrow();
  });

  test('an operation, an action and a detail whose smallest request is not known', () => {
    const tables = { USERS: { doc, rows: 'Users', key: 'Arn', columns } } as const;
    // @ts-expect-error no request of ListUsers is declared
    iam.operation('wrong', 'ListUsers', { doc, pageSize: 1000, tables });
    iam.read<{ THINGS: { Id: string } }>('wrong', {
      doc,
      calls: '1',
      // @ts-expect-error no request of ListUsers is declared
      actions: ['iam:ListUsers'],
      tables: { THINGS: { doc, key: 'Id', columns } },
      async *read() {},
    });
    // @ts-expect-error no request of GetPolicy is declared
    iam.detailsOf<{ Arn?: string }>().each('GetPolicy', {
      request: ({ Arn }) => ({ PolicyArn: Arn }),
      take: () => null,
    });
  });

  test('a list that is not in the answer', () => {
    ec2.operation('wrong', 'DescribeVpcs', {
      doc,
      // @ts-expect-error the list is called Vpcs
      tables: { VPCS: { doc, rows: 'VpcSet', key: 'VpcId', columns } },
    });
    ec2.operation('wrong', 'DescribeInstances', {
      doc,
      // @ts-expect-error a reservation has no Machines
      tables: { INSTANCES: { doc, rows: 'Reservations.Machines', key: 'InstanceId', columns } },
    });
  });

  test('a key that the item does not have', () => {
    ec2.operation('wrong', 'DescribeVpcs', {
      doc,
      // @ts-expect-error it is called VpcId
      tables: { VPCS: { doc, rows: 'Vpcs', key: 'Id', columns } },
    });
  });

  test('a column path that does not exist, at the top and one level down', () => {
    ec2.operation('wrong', 'DescribeInstances', {
      doc,
      tables: {
        INSTANCES: {
          doc,
          rows: 'Reservations.Instances',
          key: 'InstanceId',
          columns: {
            // @ts-expect-error there is no Status
            STATUS: ['STRING', 'Status', doc],
            // @ts-expect-error a state has a Name and a Code
            STATE: ['STRING', 'State.Word', doc],
            RIGHT: ['STRING', 'State.Name', doc],
          },
        },
      },
    });
  });

  test('a column function that reads what the item does not have', () => {
    ec2.operation('wrong', 'DescribeVpcs', {
      doc,
      tables: {
        VPCS: {
          doc,
          rows: 'Vpcs',
          key: 'VpcId',
          // @ts-expect-error there is no Cidr
          columns: { CIDR: ['STRING', (vpc) => vpc.Cidr, doc] },
        },
      },
    });
  });

  test('a column type that Snowflake does not have here', () => {
    ec2.operation('wrong', 'DescribeVpcs', {
      doc,
      tables: {
        VPCS: {
          doc,
          rows: 'Vpcs',
          key: 'VpcId',
          // @ts-expect-error text is STRING
          columns: { CIDR: ['TEXT', 'CidrBlock', doc] },
        },
      },
    });
  });

  test('a volatile member that the item does not have', () => {
    iam.operation('wrong', 'GetAccountAuthorizationDetails', {
      doc,
      tables: {
        // @ts-expect-error it is called RoleLastUsed
        ROLES: { doc, rows: 'RoleDetailList', key: 'Arn', volatile: ['LastUsed'], columns },
      },
    });
  });

  test('a request member that the operation does not take', () => {
    iam.operation('wrong', 'ListPolicies', {
      doc,
      // @ts-expect-error the member is called Scope
      input: { Range: 'Local' },
      tables: { POLICIES: { doc, rows: 'Policies', key: 'Arn', columns } },
    });
    expect(iam).toBeDefined();
  });

  test('an item for a table that the entry does not declare', () => {
    iam.read<{ THINGS: { Id: string } }>('wrong', {
      doc,
      actions: [],
      tables: { THINGS: { doc, key: 'Id', columns: {} } },
      // @ts-expect-error there is no table OTHERS
      async *read() {
        yield ['OTHERS', { Id: 'one' }] as const;
      },
    });
  });
});
