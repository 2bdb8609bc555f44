/*
title: No service that a role may use was unused for 90 days
severity: low
per: resource
resource_type: AWS::IAM::Role
reads: [iam.authorization_details, iam.service_last_accessed]
needs: [JobId, Services]
why: What a role may do and never does helps only whoever steals the role.
remedy: Take the services that the evidence names out of the role's policies. IAM's page of the role shows when each was last used, and IAM Access Analyzer writes a policy of what was.
parameters:
  days: { default: 90, doc: "Days before it was last read in which a service has to be used. AWS remembers 400 days; beyond them a service without use is unknown." }
tests: { pass: 32, fail: 386, unknown: 3 }
*/
WITH services AS (
  SELECT
    l.ACCOUNT_ID,
    l.ARN,
    s.VALUE:ServiceNamespace::STRING AS SERVICE,
    s.VALUE:LastAuthenticated::STRING::TIMESTAMP_LTZ AS USED_AT,
    DATEADD(DAY, -$days, l.SEEN_AT) AS SINCE
  FROM AWS_IAM_SERVICE_LAST_ACCESSED l, LATERAL FLATTEN(input => l.SERVICES) s
), unused AS (
  SELECT ACCOUNT_ID, ARN, COUNT(USED_AT) AS LONG_AGO, ARRAY_AGG(SERVICE) WITHIN GROUP (ORDER BY SERVICE) AS SERVICES
  FROM services
  WHERE USED_AT IS NULL OR USED_AT < SINCE
  GROUP BY ACCOUNT_ID, ARN
)
SELECT
  r.ACCOUNT_ID,
  r.REGION,
  r.ARN AS RESOURCE_ID,
  r.ARN AS RESOURCE_ARN,
  CASE
    WHEN r.CREATE_DATE >= DATEADD(DAY, -$days, r.SEEN_AT) THEN 'pass'
    WHEN l.ARN IS NULL THEN NULL
    WHEN u.ARN IS NULL THEN 'pass'
    WHEN u.LONG_AGO > 0 OR $days <= 400 THEN 'fail'
  END AS STATUS,
  CASE
    WHEN r.CREATE_DATE >= DATEADD(DAY, -$days, r.SEEN_AT) THEN 'The role was made on ' || TO_VARCHAR(r.CREATE_DATE, 'YYYY-MM-DD') || ': it is too young to tell.'
    WHEN l.ARN IS NULL THEN 'AWS was not asked yet what the role uses'
    WHEN u.ARN IS NULL THEN 'The role used every service that it may use.'
    WHEN u.LONG_AGO > 0 OR $days <= 400 THEN 'The role did not use ' || ARRAY_SIZE(u.SERVICES) || ' of the ' || l.SERVICES_ALLOWED || ' services that it may use.'
    ELSE 'AWS remembers 400 days, and so not whether the role used ' || ARRAY_TO_STRING(u.SERVICES, ', ') || ' before'
  END AS REASON,
  OBJECT_CONSTRUCT('unused', u.SERVICES, 'allowed', l.SERVICES_ALLOWED, 'last_used', l.LAST_ACCESSED_AT) AS EVIDENCE
FROM AWS_IAM_ROLES r
LEFT JOIN AWS_IAM_SERVICE_LAST_ACCESSED l ON l.ACCOUNT_ID = r.ACCOUNT_ID AND l.ARN = r.ARN
LEFT JOIN unused u ON u.ACCOUNT_ID = r.ACCOUNT_ID AND u.ARN = r.ARN
WHERE NOT STARTSWITH(r.PATH, '/aws-service-role/')
