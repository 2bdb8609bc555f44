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
controls:
  attack: [T1078, T1648, T1098]
tests: { pass: 327, fail: 251, unknown: 3 }
*/
WITH principals AS (
  SELECT ACCOUNT_ID, REGION, ARN FROM AWS_IAM_USERS
  UNION ALL
  SELECT ACCOUNT_ID, REGION, ARN FROM AWS_IAM_ROLES WHERE NOT STARTSWITH(PATH, '/aws-service-role/')
), ways AS (
  SELECT e.ACCOUNT_ID, e.PRINCIPAL_ARN, ARRAY_UNIQUE_AGG(e.METHOD) AS METHODS,
    ARRAY_UNIQUE_AGG(n.VALUE::STRING) AS NOT_EVALUATED, BOOLAND_AGG(e.IS_NARROWED OR e.IS_CONDITIONAL) AS IS_NARROWED
  FROM AWS_ESCALATION_PATHS e, LATERAL FLATTEN(input => e.NOT_EVALUATED, OUTER => TRUE) n
  GROUP BY e.ACCOUNT_ID, e.PRINCIPAL_ARN
), unread AS (
  SELECT ACCOUNT_ID, PRINCIPAL_ARN FROM AWS_IAM_STATEMENTS WHERE NOT IS_KNOWN GROUP BY ACCOUNT_ID, PRINCIPAL_ARN
)
SELECT
  p.ACCOUNT_ID,
  p.REGION,
  p.ARN AS RESOURCE_ID,
  p.ARN AS RESOURCE_ARN,
  CASE WHEN w.PRINCIPAL_ARN IS NOT NULL AND ($narrowed > 0 OR NOT w.IS_NARROWED) THEN 'fail' WHEN x.PRINCIPAL_ARN IS NULL THEN 'pass' END AS STATUS,
  CASE WHEN w.IS_NARROWED THEN 'It may raise its own privileges, though on certain resources or by condition only.'
    WHEN w.PRINCIPAL_ARN IS NOT NULL THEN 'It may raise its own privileges.' WHEN x.PRINCIPAL_ARN IS NULL THEN 'No known method raises its privileges.'
    ELSE 'A policy could not be read.' END AS REASON,
  OBJECT_CONSTRUCT('methods', w.METHODS, 'not_evaluated', w.NOT_EVALUATED) AS EVIDENCE
FROM principals p
LEFT JOIN ways w ON w.ACCOUNT_ID = p.ACCOUNT_ID AND w.PRINCIPAL_ARN = p.ARN
LEFT JOIN unread x ON x.ACCOUNT_ID = p.ACCOUNT_ID AND x.PRINCIPAL_ARN = p.ARN
