import { describe, expect, test } from 'vitest';
import { type Checkout, openCheckout } from './checkout.ts';
import { newCollector } from './collector.ts';

const root = `${import.meta.dirname}/../..`;

/** Lines that stand in the edited file and not in the file on the disk. */
function linesAdded(checkout: Checkout, path: string): readonly string[] {
  const before = new Set((openCheckout(root).read(path) ?? '').split('\n'));
  return (checkout.read(path) ?? '').split('\n').filter((line) => !before.has(line));
}

const sandbox = 'test/sandbox/aws/operations';

describe('a new collector', () => {
  test('is an entry with typed columns, a sandbox line, a test line and a line of the changelog', async () => {
    const checkout = openCheckout(root);
    const guesses = await newCollector(checkout, 'ec2', 'DescribeCarrierGateways');
    const entry = checkout.read('src/aws/catalogue/ec2/carrier-gateways.ts') ?? '';
    const told = entry.split('\n').filter((line) => /\w/.test(line));
    expect(told.map((line) => line.trim())).toEqual([
      "import { ec2 } from './service.ts';",
      "import { tagMap } from '../tagging/tags.ts';",
      "export const carrierGateways = ec2.operation('carrier_gateways', 'DescribeCarrierGateways', {",
      "doc: 'Carrier gateways.',",
      'pageSize: 100,',
      'tables: {',
      'CARRIER_GATEWAYS: {',
      "doc: 'Carrier gateways, one row each.',",
      "rows: 'CarrierGateways',",
      "key: 'CarrierGatewayId',",
      'columns: {',
      "CARRIER_GATEWAY_ID: ['STRING', 'CarrierGatewayId', 'Id of the carrier gateway.'],",
      "VPC_ID: ['STRING', 'VpcId', 'Id of the VPC associated with the carrier gateway.'],",
      "OWNER_ID: ['STRING', 'OwnerId', 'Amazon Web Services account id of the owner of the carrier gateway.'],",
      "STATE: ['STRING', 'State', 'State of the carrier gateway.'],",
      "TAGS: ['VARIANT', ({ Tags }) => tagMap(Tags), 'Tags as an object.'],",
    ]);
    expect(linesAdded(checkout, 'src/aws/catalogue/ec2/collectors.ts')).toEqual([
      "export * from './carrier-gateways.ts';",
    ]);
    expect(linesAdded(checkout, `${sandbox}/ec2.ts`).join()).toContain(
      "'DescribeCarrierGateways', 'CarrierGateways', { service: 'ec2', most: 100, invalid: 'InvalidParameterValue' }",
    );
    expect(linesAdded(checkout, `${sandbox}/modelled-lists.test.ts`)).toContain(
      "  [ec2, 'DescribeCarrierGateways', 'CarrierGateways', 'CarrierGatewayId', 1, 100],",
    );
    expect(linesAdded(checkout, 'CHANGELOG.md')).toEqual([
      '- Carrier gateways (`AWS_EC2_CARRIER_GATEWAYS`): run `setup` and deploy the roles again for `ec2:DescribeCarrierGateways`.',
    ]);
    expect(guesses.join('\n')).toContain('the SDK does not say how many AWS allows');
  });

  test('has its smallest request where the service asks its operations in different ways', async () => {
    const checkout = openCheckout(root);
    await newCollector(checkout, 'rds', 'DescribeBlueGreenDeployments');
    await newCollector(checkout, 'lambda', 'ListCodeSigningConfigs');
    await newCollector(checkout, 'accessanalyzer', 'ListPolicyGenerations');
    await newCollector(checkout, 'cloudwatch', 'ListMetricStreams');
    expect(linesAdded(checkout, 'src/aws/catalogue/rds/service.ts')).toEqual([
      '    DescribeBlueGreenDeployments: [{ MaxRecords: 20 }],',
    ]);
    expect(linesAdded(checkout, 'src/aws/catalogue/lambda/service.ts')).toEqual([
      '    ListCodeSigningConfigs: [{ MaxItems: 1 }],',
    ]);
    expect(linesAdded(checkout, 'src/aws/catalogue/accessanalyzer/service.ts')).toEqual([
      '    ListPolicyGenerations: [{ maxResults: 1 }],',
    ]);
    expect(checkout.read('src/aws/catalogue/cloudwatch/collectors.ts')).toContain(
      '    ListMetricStreams: [{ MaxResults: 1 }],\n',
    );
  });

  test('has its policies as documents, which stand beside themselves in one form', async () => {
    const checkout = openCheckout(root);
    await newCollector(checkout, 'logs', 'DescribeDestinations');
    expect(linesAdded(checkout, 'src/aws/catalogue/logs/collectors.ts').join()).toContain(
      "['POLICY', ({ accessPolicy }) => accessPolicy && jsonDocument(accessPolicy), ",
    );
  });

  test('has no sandbox line where the sandbox answers the operation already', async () => {
    const checkout = openCheckout(root);
    await newCollector(checkout, 'ec2', 'DescribeAvailabilityZones');
    expect(linesAdded(checkout, `${sandbox}/ec2.ts`)).toEqual([]);
    expect(linesAdded(checkout, 'src/aws/catalogue/ec2/availability-zones.ts').length).toBeGreaterThan(10);
  });

  test.each([
    ['s4', 'ListBuckets', 'there is no service in src/aws/catalogue/s4/service.ts'],
    ['ec2', 'DescribeNothing', 'the SDK has no operation DescribeNothing'],
    ['ec2', 'DescribeVpcs', 'there is a table AWS_EC2_VPCS already'],
    ['ec2', 'DescribeImageAttribute', 'needs Attribute, ImageId: write a `details` entry'],
    ['ec2', 'GetEbsDefaultKmsKeyId', 'no list of things: write a `single` or `read` entry'],
  ])(
    'of %s and %s is refused where it is no plain list, or is there',
    async (service, operation, problem) => {
      const checkout = openCheckout(root);
      await expect(newCollector(checkout, service, operation)).rejects.toThrow(problem);
      expect(linesAdded(checkout, 'CHANGELOG.md')).toEqual([]);
    },
  );
});
