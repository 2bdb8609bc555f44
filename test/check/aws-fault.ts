import type { AwsCode } from '../../src/check/aws/aws-causes.ts';
import type { Step } from '../../src/check/finding.ts';
import { allow } from '../sandbox/aws/world/entry.ts';
import { accountOf } from '../sandbox/aws/world/plant.ts';
import { type Checkable, changeRole, type Env } from './checking.ts';

/** One thing that is wrong on AWS's side, and what the check must say of it. */
export interface Fault {
  readonly fault: string;
  /** Spoils something in the world. */
  readonly plant?: (checkable: Checkable) => void;
  /** The settings, where those are what is wrong. */
  readonly env?: (checkable: Checkable) => Env | Promise<Env>;
  /** INVENTORY unless said; or the options of a connection of its own. */
  readonly connection?: string | ((checkable: Checkable) => readonly string[]);
  readonly step: Step;
  readonly code: AwsCode | 'misconfigured';
  readonly account?: (checkable: Checkable) => string;
  readonly region?: string;
  /** In AWS's own words. */
  readonly said: RegExp;
  readonly cause?: RegExp;
  readonly fix: RegExp;
}

export const OTHER = 'arn:aws:iam::999999999999:role/another';
export const hub = ({ hub: id }: Checkable) => id;
export const member = ({ members }: Checkable) => members[0];
export const management = ({ world }: Checkable) => world.managementAccountId;
export const HUB = 'snowcensus-hub';
export const MEMBER = 'snowcensus-reader';
export const ORGANIZATION = 'snowcensus-organization';

/** Lets the process look at roles of its own account, as an administrator's credentials may. */
export function mayGetRole({ world, hub: id }: Checkable): void {
  accountOf(world, id).changeIam(({ users }) => {
    const document = allow(['sts:AssumeRole', 'iam:GetRole'], '*');
    for (const user of users.values()) user.inlinePolicies = [{ PolicyName: 'test', Document: document }];
  });
}

/** Options of a connection that reads the organization, or Identity Center, by a role in some account. */
export const organizationBy = (accountId: string, { world }: Checkable, module = 'aws_accounts') => [
  `module: ${module}`,
  `source_role_arn: ${world.entry.sourceRoleArn}`,
  `destination_role_arn: arn:aws:iam::${accountId}:role/${MEMBER}`,
  `destination_role_external_id: ${world.entry.externalId}`,
];

/** The member role may ask for the organization, as far as its policies go. */
export const mayReadOrganization = ({ world, members }: Checkable) =>
  changeRole(world, members[0], MEMBER, { allows: allow(['organizations:*', 'iam:*', 'sso:*'], '*') });
