/*
title: Security services have a delegated administrator that is not the management account
severity: medium
per: resource
resource_type: AWS::Organizations::Organization
reads: [organizations.delegated_administrators, organizations.trusted_services]
why: Whoever runs security services from the management account needs access to the account that no guardrail binds.
remedy: Register a security account as delegated administrator of the service.
controls:
  cis-7.0: ['2.1.5', '2.1.6']
  attack: [T1078]
tests: { pass: 2, fail: 3, unknown: 0 }
*/
SELECT
  t.ACCOUNT_ID,
  t.REGION,
  t.SERVICE_PRINCIPAL AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(MIN(d.ACCOUNT_ID) IS NULL, 'fail', 'pass') AS STATUS,
  COALESCE('Account ' || MIN(d.ACCOUNT_ID) || ' administers it.', 'Only the management account administers it.') AS REASON,
  OBJECT_CONSTRUCT('administrators', ARRAY_AGG(d.ACCOUNT_ID)) AS EVIDENCE
FROM AWS_ORGANIZATIONS_TRUSTED_SERVICES t
LEFT JOIN AWS_ORGANIZATIONS_DELEGATED_SERVICES d ON d.SOURCE_ACCOUNT_ID = t.ACCOUNT_ID AND d.SERVICE_PRINCIPAL = t.SERVICE_PRINCIPAL
WHERE t.SERVICE_PRINCIPAL IN (
  'access-analyzer.amazonaws.com', 'auditmanager.amazonaws.com', 'cloudtrail.amazonaws.com', 'config.amazonaws.com',
  'config-multiaccountsetup.amazonaws.com', 'detective.amazonaws.com', 'fms.amazonaws.com', 'guardduty.amazonaws.com',
  'inspector2.amazonaws.com', 'macie.amazonaws.com', 'securityhub.amazonaws.com', 'securitylake.amazonaws.com', 'sso.amazonaws.com'
)
GROUP BY t.ACCOUNT_ID, t.REGION, t.SERVICE_PRINCIPAL
