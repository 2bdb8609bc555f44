/** A control of a framework in our own words, and why no detection answers it where none does. */
export interface Control {
  readonly id: string;
  readonly about: string;
  readonly unanswered?: string;
}

const NEEDS_S3 = 'needs the collectors of S3';
const NEEDS_RDS = 'needs the collectors of RDS';
const NEEDS_ALARMS = 'needs the collectors of CloudWatch Logs metric filters and alarms';

const ALARMS = [
  'calls that are not authorized',
  'sign-ins without MFA',
  'use of the root user',
  'changes of IAM policies',
  'changes of trails',
  'failed sign-ins',
  'disabled or scheduled customer keys',
  'changes of bucket policies',
  'changes of Config',
  'changes of security groups',
  'changes of network ACLs',
  'changes of gateways',
  'changes of route tables',
  'changes of VPCs',
  'changes of the organization',
];

/** The controls of the CIS AWS Foundations Benchmark 7.0.0, by number; https://www.cisecurity.org/benchmark/amazon_web_services */
export const CIS_7: readonly Control[] = [
  { id: '2.1.1', about: 'root access of members is managed centrally' },
  { id: '2.1.2', about: 'guardrails by service control policies' },
  { id: '2.1.3', about: 'the management account holds no workloads' },
  {
    id: '2.1.4',
    about: 'accounts are grouped by purpose',
    unanswered: 'what a unit is for is not written in AWS',
  },
  { id: '2.1.5', about: 'delegated administrators of security services' },
  { id: '2.1.6', about: 'delegated administrators apart from the management account' },
  { id: '2.2', about: 'contact details' },
  { id: '2.3', about: 'security contact' },
  { id: '2.4', about: 'no access key of the root user' },
  { id: '2.5', about: 'MFA of the root user' },
  { id: '2.6', about: 'hardware MFA of the root user' },
  { id: '2.7', about: 'the root user is not used' },
  { id: '2.8', about: 'length of passwords' },
  { id: '2.9', about: 'reuse of passwords' },
  { id: '2.10', about: 'MFA of users with a password' },
  { id: '2.11', about: 'unused credentials' },
  { id: '2.12', about: 'age of access keys' },
  { id: '2.13', about: 'permissions through groups' },
  { id: '2.14', about: 'no policy that allows everything' },
  { id: '2.15', about: 'a role for support cases' },
  { id: '2.16', about: 'instances use roles' },
  { id: '2.17', about: 'expired certificates' },
  { id: '2.18', about: 'analyzers of external access' },
  { id: '2.19', about: 'central identities' },
  { id: '2.20', about: 'CloudShell' },
  {
    id: '2.21',
    about: 'resource policies that name everybody',
    unanswered: 'needs the collectors of KMS, Lambda, Secrets Manager, SNS and SQS',
  },
  { id: '3.1.1', about: 'buckets refuse plain HTTP', unanswered: NEEDS_S3 },
  { id: '3.1.2', about: 'MFA to delete versions', unanswered: NEEDS_S3 },
  { id: '3.1.3', about: 'data in buckets are classified', unanswered: 'needs the collectors of Macie' },
  { id: '3.1.4', about: 'public access of buckets is blocked', unanswered: NEEDS_S3 },
  { id: '3.2.1', about: 'databases are encrypted', unanswered: NEEDS_RDS },
  { id: '3.2.2', about: 'minor upgrades of databases', unanswered: NEEDS_RDS },
  { id: '3.2.3', about: 'no database is public', unanswered: NEEDS_RDS },
  { id: '3.2.4', about: 'databases in several zones', unanswered: NEEDS_RDS },
  { id: '3.3.1', about: 'file systems are encrypted', unanswered: 'needs the collectors of EFS' },
  { id: '4.1', about: 'a trail of all regions' },
  { id: '4.2', about: 'digests of log files' },
  { id: '4.3', about: 'Config records everywhere', unanswered: 'needs the collectors of Config' },
  { id: '4.4', about: 'the bucket of the trail logs its access', unanswered: NEEDS_S3 },
  { id: '4.5', about: 'trails are encrypted with a customer key' },
  { id: '4.6', about: 'customer keys rotate', unanswered: 'needs the collectors of KMS' },
  { id: '4.7', about: 'flow logs of VPCs' },
  { id: '4.8', about: 'writes to S3 objects are logged' },
  { id: '4.9', about: 'reads of S3 objects are logged' },
  {
    id: '4.10',
    about: 'web front ends log',
    unanswered: 'needs the collectors of CloudFront, API Gateway and load balancer attributes',
  },
  ...ALARMS.map((about, index) => ({
    id: `5.${index + 1}`,
    about: `alarm on ${about}`,
    unanswered: NEEDS_ALARMS,
  })),
  { id: '5.16', about: 'Security Hub', unanswered: 'needs the collectors of Security Hub' },
  { id: '6.1.1', about: 'volumes are encrypted by default' },
  { id: '6.1.2', about: 'no CIFS from the internet' },
  { id: '6.2', about: 'network ACLs and administration ports' },
  { id: '6.3', about: 'security groups and administration ports over IPv4' },
  { id: '6.4', about: 'security groups and administration ports over IPv6' },
  { id: '6.5', about: 'default security groups' },
  { id: '6.6', about: 'routes of peerings' },
  { id: '6.7', about: 'IMDSv2' },
  {
    id: '6.8',
    about: 'endpoints for the services in use',
    unanswered: 'which services a VPC uses is not written in AWS',
  },
];
