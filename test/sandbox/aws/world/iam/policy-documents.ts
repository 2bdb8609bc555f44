import type { PolicyDocument, PolicyStatement } from '../../contract.ts';
import type { Blueprint } from '../blueprint.ts';
import type { Random } from '../random.ts';

const grants: readonly (readonly [service: string, actions: readonly string[], resource: string])[] = [
  ['s3', ['GetObject', 'PutObject', 'ListBucket', 'DeleteObject', '*'], ':::app-data-*'],
  ['dynamodb', ['GetItem', 'PutItem', 'Query', 'Scan', 'BatchWriteItem'], ':*:*:table/app-*'],
  ['sqs', ['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'], ':*:*:jobs-*'],
  ['kms', ['Decrypt', 'GenerateDataKey', 'DescribeKey'], ':*:*:key/*'],
  ['secretsmanager', ['GetSecretValue', 'DescribeSecret'], ':*:*:secret:app/*'],
  ['logs', ['CreateLogStream', 'PutLogEvents', 'DescribeLogGroups'], ':*:*:log-group:/app/*'],
  ['ec2', ['DescribeInstances', 'StartInstances', 'StopInstances', 'RunInstances'], ':*:*:instance/*'],
  ['iam', ['PassRole', 'GetRole', 'ListRoles', 'CreateAccessKey'], '::*:role/app-*'],
  ['lambda', ['InvokeFunction', 'GetFunction', 'UpdateFunctionCode'], ':*:*:function:app-*'],
];

/** A permission policy such as people write: some statements, now and then a condition, a deny, a star. */
export function permissionDocument(blueprint: Blueprint, random: Random): PolicyDocument {
  const statements = Array.from({ length: random.integer(1, 4) }, (_, index) =>
    grant(blueprint, random, index),
  );
  if (random.chance(0.15)) {
    statements.push({
      Sid: 'DenyInsecureTransport',
      Effect: 'Deny',
      Action: 's3:*',
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  }
  return { Version: random.chance(0.05) ? '2008-10-17' : '2012-10-17', Statement: statements };
}

function grant(blueprint: Blueprint, random: Random, index: number): PolicyStatement {
  const [service, actions, resource] = random.pick(grants);
  const chosen = random
    .sample(actions, random.integer(1, actions.length))
    .map((name) => `${service}:${name}`);
  const [only] = chosen;
  return {
    ...(random.chance(0.6) ? { Sid: `Statement${index}` } : {}),
    Effect: 'Allow',
    Action: chosen.length === 1 && only !== undefined ? only : chosen,
    Resource: random.chance(0.2) ? '*' : `arn:${blueprint.partition}:${service}${resource}`,
    ...(random.chance(0.2)
      ? { Condition: { StringEquals: { 'aws:RequestedRegion': [...blueprint.assetRegions] } } }
      : {}),
  };
}
