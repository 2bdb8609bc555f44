/*
title: The account's contact details are complete
severity: low
per: account
resource_type: AWS::Organizations::Account
reads: [account.primary_contact]
why: AWS reaches the owner of an account by these details, also when it suspects abuse and is about to suspend it.
remedy: Complete name, telephone number and address on the account page, or by PutContactInformation.
controls:
  cis-7.0: ['2.2']
  cis-6.0: ['2.1']
  cis-5.0: ['1.1']
  cis-3.0: ['1.1']
tests: { pass: 10, fail: 1, unknown: 3 }
*/
SELECT
  c.ACCOUNT_ID,
  c.REGION,
  c.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(COALESCE(TRIM(c.FULL_NAME), '') <> '' AND COALESCE(TRIM(c.PHONE_NUMBER), '') <> '' AND COALESCE(TRIM(c.COUNTRY_CODE), '') <> '' AND COALESCE(TRIM(c.CITY), '') <> '', 'pass', 'fail') AS STATUS,
  IFF(COALESCE(TRIM(c.FULL_NAME), '') <> '' AND COALESCE(TRIM(c.PHONE_NUMBER), '') <> '' AND COALESCE(TRIM(c.COUNTRY_CODE), '') <> '' AND COALESCE(TRIM(c.CITY), '') <> '', 'Name, telephone number and address are there.', 'Name, telephone number, country or city is missing.') AS REASON,
  OBJECT_CONSTRUCT('has_name', COALESCE(TRIM(c.FULL_NAME), '') <> '', 'has_phone', COALESCE(TRIM(c.PHONE_NUMBER), '') <> '', 'country', c.COUNTRY_CODE) AS EVIDENCE
FROM AWS_ACCOUNT_PRIMARY_CONTACT c
