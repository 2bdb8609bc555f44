/*
title: No user or role can raise its own privileges
severity: high
per: resource
resource_type: AWS::IAM::Policy
reads: [iam.authorization_details]
why: Whoever can write a policy, or hand a stronger role to something of their own, is an administrator who shows in no list.
remedy: Take one of the actions of the method away, or narrow it to resources from which there is nothing to gain, and allow that.
parameters:
  narrowed: { default: 1, doc: "Whether what is allowed on certain resources or by condition only fails too: 1 yes, 0 no." }
completed_by: [users_and_roles, permitted]
controls:
  attack: [T1078, T1648, T1098]
tests: { pass: 350, fail: 229, unknown: 3 }
*/
SELECT ACCOUNT_ID, PRINCIPAL_ARN,
  -- Of several ways the widest tells: a full stop sorts after a comma.
  'It may raise its own privileges' || IFF(IS_NARROWED OR IS_CONDITIONAL, ', though on certain resources or by condition only.', '.') AS SAYS,
  METHOD AS MEANS, NULL AS GROUP_NAME, NULL AS RESOURCE, IFF(IS_CONDITIONAL, 'some', 'none') AS CONDITIONS, NOT_EVALUATED
FROM AWS_ESCALATION_PATHS
WHERE $narrowed > 0 OR NOT (IS_NARROWED OR IS_CONDITIONAL)
