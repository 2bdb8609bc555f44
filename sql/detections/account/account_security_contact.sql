/*
title: A security contact is registered
severity: medium
per: account
resource_type: AWS::Organizations::Account
reads: [account.alternate_contacts]
why: AWS writes to the security contact about compromised keys and abuse; without one it writes to the root address only.
remedy: Set the security contact of each account, best from the organization by PutAlternateContact.
controls:
  cis-7.0: ['2.3']
  cis-6.0: ['2.2']
  cis-5.0: ['1.2']
  cis-3.0: ['1.2']
  fsbp: [Account.1]
tests: { pass: 5, fail: 6, unknown: 3 }
*/
SELECT
  c.ACCOUNT_ID,
  c.REGION,
  c.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(c.IS_SET, 'pass', 'fail') AS STATUS,
  IFF(c.IS_SET, 'A security contact is registered.', 'No security contact is registered.') AS REASON,
  OBJECT_CONSTRUCT('email', c.EMAIL_ADDRESS) AS EVIDENCE
FROM AWS_ACCOUNT_ALTERNATE_CONTACTS c
WHERE c.CONTACT_TYPE = 'SECURITY'
