/*
title: Permission sets with write access end after 4 hours
severity: low
per: resource
resource_type: AWS::SSO::PermissionSet
reads: [identitycenter.permission_sets]
why: A stolen session with write access works until it ends.
remedy: Shorten the session duration of the permission set.
parameters:
  hours: { default: 4, doc: "Hours that a session with write access may last." }
tests: { pass: 1, fail: 2, unknown: 0 }
*/
SELECT
  p.ACCOUNT_ID,
  p.REGION,
  p.PERMISSION_SET_ARN AS RESOURCE_ID,
  p.PERMISSION_SET_ARN AS RESOURCE_ARN,
  IFF(p.MINUTES > $hours * 60, 'fail', 'pass') AS STATUS,
  'Sessions of ' || p.NAME || ' last ' || p.MINUTES || ' minutes.' AS REASON,
  OBJECT_CONSTRUCT('duration', p.SESSION_DURATION) AS EVIDENCE
FROM (
  SELECT
    ACCOUNT_ID,
    REGION,
    PERMISSION_SET_ARN,
    NAME,
    SESSION_DURATION,
    60 * COALESCE(TRY_TO_NUMBER(REGEXP_SUBSTR(SESSION_DURATION, '([0-9]+)H', 1, 1, 'e')), IFF(SESSION_DURATION IS NULL, 1, 0))
      + COALESCE(TRY_TO_NUMBER(REGEXP_SUBSTR(SESSION_DURATION, '([0-9]+)M', 1, 1, 'e')), 0) AS MINUTES
  FROM AWS_IDENTITY_CENTER_PERMISSION_SETS
  WHERE INLINE_POLICY IS NOT NULL
    OR COALESCE(ARRAY_SIZE(CUSTOMER_MANAGED_POLICIES), 0) > 0
    OR REGEXP_REPLACE(TO_JSON(MANAGED_POLICIES), 'policy/(job-function/)?(ReadOnlyAccess|ViewOnlyAccess|SecurityAudit|Billing)"', '') LIKE '%policy/%'
) p
