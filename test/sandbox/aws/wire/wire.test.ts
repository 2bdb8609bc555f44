import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { ListSigningCertificatesCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cloud, type Keys, startCloud } from '../cloud.ts';
import { send } from '../raw-request.ts';

let cloud: Cloud;
let member: Keys;
let management: Keys;
beforeAll(async () => {
  cloud = await startCloud();
  member = await cloud.memberKeys();
  management = await cloud.managementKeys();
});
afterAll(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

const ec2Form = (text: string) => ({
  service: 'ec2',
  body: `Action=DescribeInstances&Version=2016-11-15${text}`,
});
const iamForm = (text: string) => ({ service: 'iam', body: `Action=ListUsers&Version=2010-05-08${text}` });
const organizations = (operation: string, body: string) => ({
  service: 'organizations',
  headers: {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `AWSOrganizationsV20161128.${operation}`,
  },
  body,
});

describe('success answers', () => {
  test('awsQuery: result, metadata, namespace, request id', async () => {
    const { id } = cloud.member;
    const answer = await send(cloud, member, {
      service: 'sts',
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
    const requestId = answer.headers.get('x-amzn-requestid');
    const role = [...cloud.member.iam().roles.values()].find(
      ({ RoleName }) => RoleName === cloud.world.entry.memberRoleName,
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/xml;charset=utf-8');
    expect(answer.body).toBe(
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
        `<UserId>${role?.RoleId}:test-session</UserId><Account>${id}</Account>` +
        `<Arn>arn:aws:sts::${id}:assumed-role/${role?.RoleName}/test-session</Arn>` +
        `</GetCallerIdentityResult><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>` +
        '</GetCallerIdentityResponse>',
    );
  });

  test('awsQuery: lists of members, times without fractions', async () => {
    const { body } = await send(cloud, member, iamForm('&MaxItems=1'));
    expect(body).toMatch(
      /<Users><member><Path>\/.*<UserName>.*<CreateDate>[-\d]+T[\d:]+Z<\/CreateDate>.*<\/member><\/Users>/,
    );
  });

  test('ec2Query: lower camel names, lists of items, request id inside', async () => {
    const { body } = await send(cloud, member, {
      service: 'ec2',
      body: 'Action=DescribeRegions&Version=2016-11-15&RegionName.1=us-east-1',
    });
    expect(body).toMatch(
      /^<DescribeRegionsResponse xmlns="http:\/\/ec2\.amazonaws\.com\/doc\/2016-11-15\/"><requestId>[-0-9a-f]{36}<\/requestId><regionInfo><item>.*<regionName>us-east-1<\/regionName>.*<\/item><\/regionInfo><\/DescribeRegionsResponse>$/,
    );
  });

  test('query parameters of a GET are read as well', async () => {
    const path = '/?Action=GetCallerIdentity&Version=2011-06-15';
    const answer = await send(cloud, member, { service: 'sts', method: 'GET', path });
    expect(answer.body).toContain(`<Account>${cloud.member.id}</Account>`);
  });

  test('awsJson1_1: numbers for times', async () => {
    const { body, headers } = await send(
      cloud,
      management,
      organizations('ListAccounts', '{"MaxResults":1}'),
    );
    const { Accounts, NextToken } = JSON.parse(body);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(Accounts[0].JoinedTimestamp).toBe(cloud.management.joinedAt.getTime() / 1000);
    expect(NextToken).toEqual(expect.any(String));
  });

  test('restJson1: operation by method and path', async () => {
    const { status, body } = await send(cloud, member, {
      service: 'account',
      path: '/listRegions',
      headers: { 'content-type': 'application/json' },
      body: '{"MaxResults":1}',
    });
    expect(status).toBe(200);
    expect(JSON.parse(body).Regions).toHaveLength(1);
  });
});

describe('bad input', () => {
  test.each([
    ['an unknown EC2 parameter', ec2Form('&Nonsense=1'), 'UnknownParameter', 'Nonsense'],
    [
      'a member under an EC2 list',
      ec2Form('&InstanceId.member.1=i-1'),
      'InvalidParameterValue',
      'InstanceId',
    ],
    ['text for an EC2 number', ec2Form('&MaxResults=many'), 'InvalidParameterValue', 'MaxResults'],
    ['text for an EC2 boolean', ec2Form('&DryRun=perhaps'), 'InvalidParameterValue', 'DryRun'],
    ['an unknown IAM parameter', iamForm('&Nonsense=1'), 'ValidationError', 'Nonsense'],
    ['text for an IAM number', iamForm('&MaxItems=many'), 'MalformedInput', 'MaxItems'],
    [
      'a missing STS parameter',
      { service: 'sts', body: 'Action=AssumeRole&Version=2011-06-15&RoleSessionName=xx' },
      'ValidationError',
      "Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
    ],
  ] as const)('%s', async (_, request, code, about) => {
    const answer = await send(cloud, member, request);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain(`<Code>${code}</Code>`);
    expect(answer.body).toContain(about);
  });

  test.each([
    ['an unknown member', 'ListAccounts', '{"Nonsense":1}', 'InvalidInputException'],
    ['a wrong type', 'ListAccounts', '{"MaxResults":"1"}', 'SerializationException'],
    ['no JSON', 'ListAccounts', '{"MaxResults":', 'SerializationException'],
    ['a missing member', 'DescribeAccount', '{}', 'InvalidInputException'],
  ])('%s in JSON', async (_, operation, body, code) => {
    const answer = await send(cloud, management, organizations(operation, body));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ __type: code, Message: expect.any(String) });
  });

  test('an XML error has code, message and request id where SDKs look', async () => {
    const iam = await send(cloud, member, iamForm('&Nonsense=1'));
    expect(iam.body).toMatch(
      /^<ErrorResponse xmlns="[^"]+"><Error><Type>Sender<\/Type><Code>ValidationError<\/Code><Message>[^<]+<\/Message><\/Error><RequestId>[-0-9a-f]{36}<\/RequestId><\/ErrorResponse>$/,
    );
    const ec2 = await send(cloud, member, ec2Form('&Nonsense=1'));
    expect(ec2.body).toMatch(
      /<Response><Errors><Error><Code>UnknownParameter<\/Code><Message>[^<]+<\/Message><\/Error><\/Errors><RequestID>[-0-9a-f]{36}<\/RequestID><\/Response>$/,
    );
  });

  test('a dry run is told that it would have worked', async () => {
    const { ec2 } = cloud.clients(member);
    await expect(ec2.send(new DescribeRegionsCommand({ DryRun: true }))).rejects.toMatchObject({
      name: 'DryRunOperation',
      $metadata: { httpStatusCode: 412 },
    });
  });
});

describe('what the sandbox does not have', () => {
  test('an operation of a known service is an error in its protocol, and counted by name', async () => {
    const own = await startCloud();
    const { iam } = own.clients(await own.memberKeys());
    await expect(iam.send(new ListSigningCertificatesCommand({}))).rejects.toMatchObject({
      name: 'InvalidAction',
    });
    expect(own.aws.metrics.unknown).toEqual(['iam:ListSigningCertificates']);
    const json = await send(own, await own.managementKeys(), organizations('ListHandshakesForAccount', '{}'));
    expect(JSON.parse(json.body).__type).toBe('UnknownOperationException');
    const rest = await send(own, await own.memberKeys(), {
      service: 'account',
      path: '/nonsense',
      body: '{}',
    });
    expect([rest.status, rest.headers.get('x-amzn-errortype')]).toEqual([404, 'UnknownOperationException']);
    expect(own.aws.metrics.unknown.slice(1)).toEqual([
      'organizations:ListHandshakesForAccount',
      'account:POST /nonsense',
    ]);
    await own.aws.close();
  });

  test('so is a whole service', async () => {
    const own = await startCloud();
    const answer = await send(own, own.world.entry, {
      service: 'secretsmanager',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'secretsmanager.ListSecrets',
      },
      body: '{}',
    });
    expect(JSON.parse(answer.body)).toMatchObject({ __type: 'UnknownOperationException' });
    expect(own.aws.metrics.unknown).toEqual(['secretsmanager:ListSecrets']);
    await own.aws.close();
  });

  test('an answer that breaks the AWS model is a defect the metrics name', async () => {
    const own = await startCloud(
      {},
      { operations: { sts: { GetCallerIdentity: () => ({ Nonsense: 1 }), AssumeRole: () => ({}) } } },
    );
    const answer = await send(own, own.world.entry, {
      service: 'sts',
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
    expect(answer.status).toBe(500);
    expect(own.aws.metrics.defects).toEqual([expect.stringContaining('no member Nonsense')]);
    await own.aws.close();
  });
});

test('text survives the way there and back', async () => {
  const arn = `arn:aws:iam::${cloud.member.id}:role/${cloud.world.entry.memberRoleName}`;
  const { sts } = cloud.clients(cloud.world.entry);
  const command = new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'a&b <"é"> + ~\u0001' });
  await expect(sts.send(command)).rejects.toThrow('is not authorized');
  const own = cloud.clients(await cloud.hubKeys());
  const input = {
    RoleArn: arn,
    ExternalId: cloud.world.entry.externalId,
    RoleSessionName: 'a&b <"é"> + ~\u0001\r',
  };
  await expect(own.sts.send(new AssumeRoleCommand(input))).rejects.toThrow(
    `Value '${input.RoleSessionName}' at`,
  );
});
