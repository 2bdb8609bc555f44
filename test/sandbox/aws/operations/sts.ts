import type { AssumeRoleRequest, AssumeRoleResponse, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { findRole } from '../access/assume-role.ts';
import { managedPolicy } from '../access/identity-policies.ts';
import { type Account, AwsError, type Operation, type PolicyDocument, type World } from '../contract.ts';
import { typed } from './typed.ts';

const chainedLimit = 3600;

/** Security Token Service. Whether the caller may is settled before these run. */
export const stsOperations: Readonly<Record<string, Operation>> = {
  GetCallerIdentity: typed<object, GetCallerIdentityResponse>(({ caller }) => ({
    UserId: caller.userId,
    Account: caller.accountId,
    Arn: caller.arn,
  })),

  AssumeRole: typed<AssumeRoleRequest, AssumeRoleResponse>(({ input, caller, world, now, issueSession }) => {
    const { RoleArn = '', RoleSessionName = '' } = input;
    checkParameters(input);
    const target = findRole(world, RoleArn);
    if (target === undefined || issueSession === undefined)
      throw new Error(`${RoleArn} was assumed unauthorized`);
    const { role, account } = target;
    const duration = sessionSeconds(
      input.DurationSeconds,
      role.MaxSessionDuration,
      caller.roleArn !== undefined,
    );
    const session = {
      Arn: `arn:${world.partition}:sts::${account.id}:assumed-role/${role.RoleName}/${RoleSessionName}`,
      AssumedRoleId: `${role.RoleId}:${RoleSessionName}`,
    };
    const policies = sessionPolicies(world, account, input);
    return {
      Credentials: issueSession({
        caller: { accountId: account.id, arn: session.Arn, roleArn: role.Arn, userId: session.AssumedRoleId },
        account,
        expiresAt: new Date(Math.floor(now.getTime() / 1000 + duration) * 1000),
        policies,
      }),
      AssumedRoleUser: session,
      ...(policies.length > 0 ? { PackedPolicySize: 1 } : {}),
      ...(input.SourceIdentity === undefined ? {} : { SourceIdentity: input.SourceIdentity }),
    };
  }),
};

function checkParameters({ RoleSessionName = '', ExternalId, DurationSeconds }: AssumeRoleRequest): void {
  check('roleSessionName', RoleSessionName, 64, /^[\w+=,.@-]*$/, '[\\w+=,.@-]*');
  if (ExternalId !== undefined) check('externalId', ExternalId, 1224, /^[\w+=,.@:/-]*$/, '[\\w+=,.@:\\/-]*');
  if (DurationSeconds !== undefined && DurationSeconds < 900) {
    throw invalid('durationSeconds', DurationSeconds, 'Member must have value greater than or equal to 900');
  }
  if (DurationSeconds !== undefined && DurationSeconds > 43200) {
    throw invalid('durationSeconds', DurationSeconds, 'Member must have value less than or equal to 43200');
  }
}

/** Two characters at least, as many as this at most, and of these only. */
function check(name: string, value: string, most: number, pattern: RegExp, shown: string): void {
  if (value.length < 2) throw invalid(name, value, 'Member must have length greater than or equal to 2');
  if (value.length > most)
    throw invalid(name, value, `Member must have length less than or equal to ${most}`);
  if (!pattern.test(value))
    throw invalid(name, value, `Member must satisfy regular expression pattern: ${shown}`);
}

function invalid(name: string, value: string | number, constraint: string): AwsError {
  return new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ${constraint}`,
  );
}

/** A role session that assumes another role gets an hour at most, whatever that role allows. */
function sessionSeconds(asked: number | undefined, roleLimit: number, chained: boolean): number {
  if (asked === undefined) return Math.min(3600, roleLimit);
  if (chained && asked > chainedLimit) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  if (asked > roleLimit) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  return asked;
}

function sessionPolicies(
  world: World,
  account: Account,
  { Policy, PolicyArns }: AssumeRoleRequest,
): PolicyDocument[] {
  const attached = (PolicyArns ?? []).map(({ arn = '' }) => managedPolicy(world, account, arn));
  return Policy === undefined ? attached : [parsePolicy(Policy), ...attached];
}

function parsePolicy(text: string): PolicyDocument {
  try {
    const document = JSON.parse(text) as PolicyDocument;
    const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
    return { ...document, Statement: statements };
  } catch (cause) {
    throw Object.assign(new AwsError('MalformedPolicyDocument', 'This policy contains invalid Json'), {
      cause,
    });
  }
}
