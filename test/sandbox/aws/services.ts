import * as accessAnalyzer from '@aws-sdk/client-accessanalyzer';
import * as account from '@aws-sdk/client-account';
import * as cloudControl from '@aws-sdk/client-cloudcontrol';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as config from '@aws-sdk/client-config-service';
import * as ec2 from '@aws-sdk/client-ec2';
import * as efs from '@aws-sdk/client-efs';
import * as elb from '@aws-sdk/client-elastic-load-balancing';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as guardDuty from '@aws-sdk/client-guardduty';
import * as iam from '@aws-sdk/client-iam';
import * as identitystore from '@aws-sdk/client-identitystore';
import * as kms from '@aws-sdk/client-kms';
import * as lambda from '@aws-sdk/client-lambda';
import * as organizations from '@aws-sdk/client-organizations';
import * as ram from '@aws-sdk/client-ram';
import * as rds from '@aws-sdk/client-rds';
import * as tagging from '@aws-sdk/client-resource-groups-tagging-api';
import * as s3 from '@aws-sdk/client-s3';
import * as s3Control from '@aws-sdk/client-s3-control';
import * as securityHub from '@aws-sdk/client-securityhub';
import * as ssoAdmin from '@aws-sdk/client-sso-admin';
import * as sts from '@aws-sdk/client-sts';
import type { Touched, TouchedCall } from './access/touched.ts';
import type { Partition } from './contract.ts';
import { cloudFormationOperation } from './operations/cloudformation/model.ts';
import { awsJsonProtocol } from './wire/json.ts';
import type { Protocol } from './wire/protocol.ts';
import { awsQueryProtocol, ec2QueryProtocol } from './wire/query.ts';
import {
  accessAnalyzerRefusals,
  accountRefusals,
  ec2Refusals,
  jsonRefusals,
  lambdaRefusals,
  organizationsRefusals,
  queryRefusals,
  type Refusals,
  s3Refusals,
} from './wire/refusals.ts';
import { restJsonProtocol, restXmlProtocol } from './wire/rest.ts';
import { type OperationShape, operationShape } from './wire/shapes.ts';
import { keyTouched } from './world/kms.ts';
import { functionTouched } from './world/lambda.ts';
import { bucketTouched } from './world/s3.ts';

/** One AWS service as the front sees it. */
export interface Service {
  /** The signing name, which is the prefix of its IAM actions too. */
  readonly name: string;
  /** Of its IAM actions, where that is not the signing name. */
  readonly prefix?: string;
  /** IAM actions of operations that are called otherwise (Service Authorization Reference). */
  readonly actions?: Readonly<Record<string, string>>;
  /** What a call touches: its ARN, and its own policy if it has one, which may refuse even its owner. */
  readonly touched?: (call: TouchedCall) => Touched | undefined;
  /** Its key in the operations, where several APIs share a signing name and only the version tells them apart. */
  readonly api?: string;
  readonly protocol: Protocol;
  readonly refusals: Refusals;
  /** The only region a global service is signed for; undefined for a regional one. */
  readonly homeRegion: Readonly<Record<Partition, string>> | undefined;
  /** The modelled operation, whether the sandbox implements it or not. */
  operation(name: string): OperationShape | undefined;
}

/** Every service the sandbox speaks, by signing name or API. A service's protocol facts are those of its SDK client. */
export function awsServices(): ReadonlyMap<string, Service> {
  const services: Service[] = [
    {
      name: 'sts',
      protocol: awsQueryProtocol({
        version: '2011-06-15',
        xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
        refusals: queryRefusals,
      }),
      refusals: queryRefusals,
      homeRegion: undefined,
      operation: operationsOf(sts),
    },
    {
      name: 'iam',
      protocol: awsQueryProtocol({
        version: '2010-05-08',
        xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
        refusals: queryRefusals,
      }),
      refusals: queryRefusals,
      homeRegion: { aws: 'us-east-1', 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-north-1' },
      operation: operationsOf(iam),
    },
    {
      name: 'ec2',
      protocol: ec2QueryProtocol({
        version: '2016-11-15',
        xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
        refusals: ec2Refusals,
      }),
      refusals: ec2Refusals,
      homeRegion: undefined,
      operation: operationsOf(ec2),
    },
    {
      name: 'elasticloadbalancing',
      api: 'elb',
      protocol: awsQueryProtocol({
        version: '2012-06-01',
        xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/',
        refusals: queryRefusals,
      }),
      refusals: queryRefusals,
      homeRegion: undefined,
      operation: operationsOf(elb),
    },
    {
      name: 'elasticloadbalancing',
      api: 'elbv2',
      protocol: awsQueryProtocol({
        version: '2015-12-01',
        xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
        refusals: queryRefusals,
      }),
      refusals: queryRefusals,
      homeRegion: undefined,
      operation: operationsOf(elbv2),
    },
    {
      name: 'cloudformation',
      protocol: awsQueryProtocol({
        version: '2010-05-15',
        xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
        refusals: queryRefusals,
      }),
      refusals: queryRefusals,
      homeRegion: undefined,
      operation: cloudFormationOperation,
    },
    {
      name: 'cloudcontrolapi',
      prefix: 'cloudformation',
      protocol: awsJsonProtocol({ target: 'CloudApiService', version: '1.0', refusals: jsonRefusals }),
      refusals: jsonRefusals,
      homeRegion: undefined,
      operation: operationsOf(cloudControl),
    },
    {
      name: 'organizations',
      protocol: awsJsonProtocol({ target: 'AWSOrganizationsV20161128', refusals: organizationsRefusals }),
      refusals: organizationsRefusals,
      homeRegion: { aws: 'us-east-1', 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-northwest-1' },
      operation: operationsOf(organizations),
    },
    {
      name: 'account',
      protocol: restJsonProtocol(allOperations(account), accountRefusals),
      refusals: accountRefusals,
      homeRegion: { aws: 'us-east-1', 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-northwest-1' },
      operation: operationsOf(account),
    },
    {
      name: 'access-analyzer',
      protocol: restJsonProtocol(allOperations(accessAnalyzer), accessAnalyzerRefusals),
      refusals: accessAnalyzerRefusals,
      homeRegion: undefined,
      operation: operationsOf(accessAnalyzer),
    },
    {
      name: 'sso',
      protocol: awsJsonProtocol({ target: 'SWBExternalService', refusals: jsonRefusals }),
      refusals: jsonRefusals,
      homeRegion: undefined,
      operation: operationsOf(ssoAdmin),
    },
    {
      name: 'identitystore',
      protocol: awsJsonProtocol({ target: 'AWSIdentityStore', refusals: jsonRefusals }),
      refusals: jsonRefusals,
      homeRegion: undefined,
      operation: operationsOf(identitystore),
    },
    {
      name: 'cloudtrail',
      protocol: awsJsonProtocol({ target: 'CloudTrail_20131101', refusals: jsonRefusals }),
      refusals: jsonRefusals,
      homeRegion: undefined,
      operation: operationsOf(cloudtrail),
    },
    {
      name: 'config',
      protocol: awsJsonProtocol({ target: 'StarlingDoveService', refusals: jsonRefusals }),
      refusals: jsonRefusals,
      homeRegion: undefined,
      operation: operationsOf(config),
    },
    {
      name: 'elasticfilesystem',
      protocol: restJsonProtocol(allOperations(efs), accessAnalyzerRefusals),
      refusals: accessAnalyzerRefusals,
      homeRegion: undefined,
      operation: operationsOf(efs),
    },
    {
      name: 'guardduty',
      protocol: restJsonProtocol(allOperations(guardDuty), accountRefusals),
      refusals: accountRefusals,
      homeRegion: undefined,
      operation: operationsOf(guardDuty),
    },
    {
      name: 'securityhub',
      protocol: restJsonProtocol(allOperations(securityHub), accountRefusals),
      refusals: accountRefusals,
      homeRegion: undefined,
      operation: operationsOf(securityHub),
    },
    {
      name: 'ram',
      protocol: restJsonProtocol(allOperations(ram), accountRefusals),
      refusals: accountRefusals,
      homeRegion: undefined,
      operation: operationsOf(ram),
    },
    {
      name: 'rds',
      protocol: awsQueryProtocol({
        version: '2014-10-31',
        xmlNamespace: 'http://rds.amazonaws.com/doc/2014-10-31/',
        refusals: queryRefusals,
      }),
      refusals: queryRefusals,
      homeRegion: undefined,
      operation: operationsOf(rds),
    },
    {
      name: 's3',
      api: 's3 buckets',
      protocol: restXmlProtocol(allOperations(s3), {
        refusals: s3Refusals,
        xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
        wrapsErrors: false,
      }),
      refusals: s3Refusals,
      actions: {
        GetBucketEncryption: 's3:GetEncryptionConfiguration',
        GetBucketLifecycleConfiguration: 's3:GetLifecycleConfiguration',
        GetBucketReplication: 's3:GetReplicationConfiguration',
        GetObjectLockConfiguration: 's3:GetBucketObjectLockConfiguration',
        GetPublicAccessBlock: 's3:GetBucketPublicAccessBlock',
        ListBuckets: 's3:ListAllMyBuckets',
      },
      touched: bucketTouched,
      homeRegion: undefined,
      operation: operationsOf(s3),
    },
    {
      name: 's3',
      api: 's3 control',
      protocol: restXmlProtocol(allOperations(s3Control), {
        refusals: s3Refusals,
        xmlNamespace: 'http://awss3control.amazonaws.com/doc/2018-08-20/',
        wrapsErrors: true,
      }),
      refusals: s3Refusals,
      actions: { GetPublicAccessBlock: 's3:GetAccountPublicAccessBlock' },
      homeRegion: undefined,
      operation: operationsOf(s3Control),
    },
    {
      name: 'kms',
      protocol: awsJsonProtocol({ target: 'TrentService', refusals: jsonRefusals }),
      refusals: jsonRefusals,
      touched: keyTouched,
      homeRegion: undefined,
      operation: operationsOf(kms),
    },
    {
      name: 'lambda',
      protocol: restJsonProtocol(allOperations(lambda), lambdaRefusals),
      refusals: lambdaRefusals,
      touched: functionTouched,
      homeRegion: undefined,
      operation: operationsOf(lambda),
    },
    {
      name: 'logs',
      protocol: awsJsonProtocol({ target: 'Logs_20140328', refusals: jsonRefusals }),
      refusals: jsonRefusals,
      homeRegion: undefined,
      operation: operationsOf(logs),
    },
    {
      name: 'monitoring',
      prefix: 'cloudwatch',
      protocol: awsJsonProtocol({
        target: 'GraniteServiceVersion20100801',
        version: '1.0',
        refusals: jsonRefusals,
      }),
      refusals: jsonRefusals,
      homeRegion: undefined,
      operation: operationsOf(cloudwatch),
    },
    {
      name: 'tagging',
      prefix: 'tag',
      protocol: awsJsonProtocol({ target: 'ResourceGroupsTaggingAPI_20170126', refusals: jsonRefusals }),
      refusals: jsonRefusals,
      homeRegion: undefined,
      operation: operationsOf(tagging),
    },
  ];
  return new Map(services.map((service) => [service.api ?? service.name, service]));
}

type ClientModule = Readonly<Record<string, unknown>>;

/** Operations are read when first called: EC2 alone has more than eight hundred. */
function operationsOf(module: ClientModule): (name: string) => OperationShape | undefined {
  const read = new Map<string, OperationShape | undefined>();
  return (name) => {
    if (!read.has(name)) read.set(name, operationShape(module, name));
    return read.get(name);
  };
}

function allOperations(module: ClientModule): OperationShape[] {
  return Object.keys(module)
    .filter((name) => name.endsWith('$'))
    .flatMap((name) => operationShape(module, name.slice(0, -1)) ?? []);
}
