/*
title: Root access is managed by the organization
severity: medium
per: organization
resource_type: AWS::Organizations::Organization
reads: [iam.organizations_features]
why: Where the organization manages root access, member accounts need no root credentials that somebody could steal.
remedy: "Enable central root access in the management account: credentials management and root sessions."
controls:
  cis-7.0: ['2.1.1']
tests: { pass: 0, fail: 1, unknown: 0 }
*/
SELECT
  f.ACCOUNT_ID,
  f.REGION,
  f.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(f.ROOT_CREDENTIALS_MANAGEMENT AND f.ROOT_SESSIONS, 'pass', 'fail') AS STATUS,
  CASE WHEN f.ROOT_CREDENTIALS_MANAGEMENT AND f.ROOT_SESSIONS THEN 'Root credentials and root sessions are managed centrally.' WHEN f.ROOT_CREDENTIALS_MANAGEMENT THEN 'Root sessions are not managed centrally.' ELSE 'Root credentials are not managed centrally.' END AS REASON,
  OBJECT_CONSTRUCT('organization', f.ORGANIZATION_ID, 'credentials', f.ROOT_CREDENTIALS_MANAGEMENT, 'sessions', f.ROOT_SESSIONS) AS EVIDENCE
FROM AWS_IAM_ORGANIZATIONS_FEATURES f
