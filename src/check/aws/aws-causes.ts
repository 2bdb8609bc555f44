import type { Cause } from '../finding.ts';

const TRUST =
  'The trust policy of {role} needs the statement {trust}; `snowcensus roles` prints the whole role. A principal that reads AROA… or AIDA… has been deleted since, and made again is another: write the statement anew.';
const LOOK =
  'With credentials of account {account}, run `aws iam get-role --role-name {name}`. NoSuchEntity: deploy the role there (`snowcensus roles` prints it; stack sets leave the management account out). Otherwise its trust policy needs the statement {trust}, and the policies of {caller} {"Effect":"Allow","Action":"sts:AssumeRole","Resource":"{role}"}.';

/**
 * Causes of AWS's refusals, with their remedies, by our codes. Names in braces are filled in. STS gives one answer for
 * a missing role, a trust policy and an external id, so those are told apart only where something else says more: the
 * role itself, which its own account may let us see, or how other accounts answer.
 */
export const AWS_CAUSES = {
  no_credentials: {
    cause: 'The process has no AWS credentials, and the connection names none.',
    fix: 'Give the process a role (instance profile, task role, web identity), a profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; or name keys in the connection: access_key_id: env:NAME and secret_access_key: env:NAME.',
  },
  expired_credentials: {
    cause: 'The session that the process starts from has ended.',
    fix: 'Renew it. A service should have a role that renews itself in place of copied session keys.',
  },
  unknown_key: {
    cause:
      'AWS does not know the access key or its session token: it was deleted, deactivated, mistyped, or belongs to another partition.',
    fix: 'Run `aws sts get-caller-identity` with the same credentials, and replace the key.',
  },
  wrong_secret: {
    cause: 'The secret access key is not that of the access key.',
    fix: 'Set the secret again, without blanks or line ends around it.',
  },
  clock_skew: {
    cause: 'The clock of this machine is wrong by more than the five minutes that AWS tolerates.',
    fix: 'Set the clock, and let NTP keep it (chrony, systemd-timesyncd). Snowflake’s key-pair login fails by it, too.',
  },
  no_answer: {
    cause: 'No answer came from AWS: a proxy, firewall or missing route is in the way, or DNS is.',
    fix: 'Allow HTTPS from here to the endpoint that the message names (sts.<region>.amazonaws.com first of all).',
  },
  caller_lacks_assume_role: {
    cause: 'The caller itself has no permission to assume the role. The role was not asked.',
    fix: 'Give {caller} the statement {"Effect":"Allow","Action":"sts:AssumeRole","Resource":"{role}"}; `snowcensus roles --for hub` prints the whole role of the process.',
  },
  caller_denied: {
    cause: 'A policy on the caller’s side denies sts:AssumeRole: {policy}. The role was not asked.',
    fix: 'Take {role} out of that denial for {caller}.',
  },
  role_missing: {
    cause: 'The role does not exist: its own account says so.',
    fix: 'Create it, or correct its name (and path) in the connection; `snowcensus roles` prints it.',
  },
  trust_refuses_us: {
    cause: 'The role exists, and its trust policy names others: {trusted}.',
    fix: TRUST,
  },
  external_id_wrong: {
    cause: 'The role exists and trusts us, but wants another external id than the connection gives.',
    fix: 'Make the connection’s external id and the condition sts:ExternalId of {role} the same.',
  },
  external_id_missing: {
    cause: 'The role exists and trusts us, but wants an external id, and the connection gives none.',
    fix: 'Set the external id of {role} in the connection.',
  },
  trust_conditions: {
    cause:
      'The role exists and names us, so a condition of its trust policy or a denial refuses: {conditions}.',
    fix: 'See which of them this caller does not meet: {caller}.',
  },
  assume_role_refused: {
    cause:
      'One of four, and AWS does not say which: the role does not exist, its trust policy does not name {caller}, it wants another external id, or {caller} has no permission to assume it.',
    fix: LOOK,
  },
  assume_role_refused_here: {
    cause:
      '{accepting} of {asked} accounts let us in by the same role name and external id, so those are right in general. In this account the role does not exist, or its trust policy names another principal or external id, or {caller} may not assume it there; AWS does not say which.',
    fix: LOOK,
  },
  assume_role_refused_everywhere: {
    cause:
      'None of {asked} accounts lets us in, so it is likely one thing for all: the role has another name or is not deployed, its trust policy does not name {caller}, the external id is another, or {caller} has no permission to assume it. AWS does not say which.',
    fix: LOOK,
  },
  session_too_long: {
    cause: 'The role does not allow sessions of one hour.',
    fix: 'Raise the role’s MaxSessionDuration to 3600 or more.',
  },
  external_id_not_required: {
    cause:
      'The role lets us in without an external id, too, so anyone who can make {caller} act for him gets in (the confused deputy).',
    fix: 'Add the condition {"StringEquals":{"sts:ExternalId":"<external_id>"}} to the trust policy of {role}.',
  },
  not_in_organization: {
    cause: 'Account {account} is in no organization.',
    fix: 'Let destination_role_arn name a role in the management account, or read single accounts: an aws_inventory connection with account_ids needs no organization.',
  },
  member_account: {
    cause:
      'Account {account} is a member that may not ask for the organization: neither its management account nor a delegated administrator.',
    fix: 'Let destination_role_arn name a role in the management account {management}, or make account {account} a delegated administrator.',
  },
  delegated_administrator_without_right: {
    cause:
      'Account {account} may list the organization’s accounts as a delegated administrator, but this call is not among what is delegated to it.',
    fix: 'Allow {actions} to account {account} in the organization’s delegation policy (aws organizations put-resource-policy), let destination_role_arn name a role in the management account {management}, or leave {collectors} out by `collectors`.',
  },
  no_identity_center: {
    cause: 'Identity Center answers in its home region only, and only to its administrator.',
    fix: 'Set identity_center_region to the region that the console of Identity Center shows; the role belongs in the management account or the delegated administrator.',
  },
  permission_missing: {
    cause: 'No policy of the role allows it; needed by {collectors}.',
    fix: 'Add to the policies of {role}: {"Effect":"Allow","Action":{actionsJson},"Resource":"*"}. `snowcensus roles` prints the whole role of this version.',
  },
  permission_denied_by_role: {
    cause: 'A policy of the role itself denies it; needed by {collectors}.',
    fix: 'Take {actions} out of the Deny statements of {role}’s policies.',
  },
  permissions_boundary: {
    cause: 'The permissions boundary of the role does not let it; needed by {collectors}.',
    fix: 'Allow {actions} in the permissions boundary of {role}.',
  },
  session_policy: {
    cause: 'A policy of the session does not let it; needed by {collectors}.',
    fix: 'Allow {actions} in the session policy that {role} is assumed with.',
  },
  scp_denial: {
    cause:
      'A service control policy of the organization refuses it, whatever the role may do; needed by {collectors}.',
    fix: 'Exempt {role} from that policy: "Condition":{"ArnNotLike":{"aws:PrincipalArn":"{role}"}} in its statement, or leave the collectors out by `collectors`.',
  },
  rcp_denial: {
    cause: 'A {policy} refuses it, whatever the role may do; needed by {collectors}.',
    fix: 'Exempt {role} from that policy.',
  },
  permission_refused: {
    cause:
      'A policy of the role, a permissions boundary or a service control policy refuses it; AWS does not say which. Needed by {collectors}.',
    fix: 'Compare the policies of {role} with what `snowcensus roles` prints; where they agree, look at the organization’s service control policies.',
  },
  conditional_permission_missing: {
    cause: 'Not allowed, and needed only where {when}.',
    fix: 'Add to the policies of {role}: {"Effect":"Allow","Action":{actionsJson},"Resource":"*"}.',
  },
  permission_untold: {
    cause: 'The answer says nothing of whether the role may: throttled, out of reach, or not foreseen.',
    fix: 'Check again; if it stays, look at what AWS says.',
  },
  region_closed: {
    cause: 'A service control policy closes the region: what is allowed elsewhere is denied in it.',
    fix: 'Name the open regions in `regions` of the connection, or exempt {role} from the policy: "Condition":{"ArnNotLike":{"aws:PrincipalArn":"{role}"}}. Until then the region stays a blind spot.',
  },
  region_not_enabled: {
    cause: 'The connection names the region, and the account has not opted in to it.',
    fix: 'Take it out of `regions`, or enable it: aws account enable-region --account-id {account} --region-name {region}.',
  },
  region_not_listed: {
    cause: 'The connection names the region, and AWS has none of that name in its partition.',
    fix: 'Correct `regions`; aws ec2 describe-regions --all-regions lists what there is.',
  },
  region_out_of_reach: {
    cause: 'No answer came from the region: a proxy, firewall or missing route is in the way.',
    fix: 'Allow HTTPS from here to *.{region}.amazonaws.com, or take the region out of `regions`.',
  },
  regions_not_told: {
    cause:
      'The account does not tell which regions it has enabled, so only those that every account has are read.',
    fix: 'Add to the policies of {role}: {"Effect":"Allow","Action":["ec2:DescribeRegions"],"Resource":"*"}, or name `regions` in the connection.',
  },
  account_left_undecided: {
    cause: 'A filter of the connection asks for what the accounts list does not hold.',
    fix: 'See the message; the account is not read until then.',
  },
  nothing_to_read: {
    cause: 'Every account of the list is left out: by a filter, or because it is closed or suspended.',
    fix: 'Correct include and exclude of the connection, or of the accounts connection it takes its list from.',
  },
  unforeseen: {
    cause: 'AWS answered what this check does not know.',
    fix: 'See what it says; if it may pass by itself, check again.',
  },
} as const satisfies Readonly<Record<string, Cause>>;

export type AwsCode = keyof typeof AWS_CAUSES;
