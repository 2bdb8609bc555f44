-- Shares the accounts of some organizational units, and of no others, with a role.
--
-- The views in DATA stay as they are: `snowcensus setup` may replace them, and a replaced view loses its policies.
-- What is shared are views of your own over them, in a schema of their own, each under a row access policy
-- (Enterprise Edition). A new account is shared as soon as it is in a unit that is.
--
-- Run it as it stands to share /Workloads with TEAM_WORKLOADS, or put your own units and roles into OU_ACCESS.

USE ROLE USERADMIN;

CREATE ROLE IF NOT EXISTS TEAM_WORKLOADS;

USE ROLE SNOWCENSUS_OWNER;

CREATE SCHEMA IF NOT EXISTS SNOWALERT.SHARED;

-- Who sees what: a unit stands for all that is below it, and / for everything. A unit called CI/CD is /CI%2FCD here.
CREATE TABLE IF NOT EXISTS SNOWALERT.SHARED.OU_ACCESS (
  ROLE_NAME STRING NOT NULL COMMENT 'Role, in upper case as Snowflake stores it; roles above it see the same.',
  OU_PATH STRING NOT NULL COMMENT 'Path of an organizational unit, as AWS_ACCOUNTS.OU_PATH has it.'
);

INSERT INTO SNOWALERT.SHARED.OU_ACCESS (ROLE_NAME, OU_PATH)
SELECT 'TEAM_WORKLOADS', '/Workloads'
WHERE NOT EXISTS (
  SELECT 1 FROM SNOWALERT.SHARED.OU_ACCESS WHERE ROLE_NAME = 'TEAM_WORKLOADS' AND OU_PATH = '/Workloads'
);

-- An account whose place is not known is shared with nobody.
CREATE ROW ACCESS POLICY IF NOT EXISTS SNOWALERT.SHARED.ACCOUNTS_BY_OU AS (ROW_ACCOUNT STRING) RETURNS BOOLEAN ->
  EXISTS (
    SELECT 1
    FROM SNOWALERT.DATA.AWS_ACCOUNTS a
    JOIN SNOWALERT.SHARED.OU_ACCESS o ON STARTSWITH(a.OU_PATH || '/', RTRIM(o.OU_PATH, '/') || '/')
    WHERE a.MEMBER_ACCOUNT_ID = ROW_ACCOUNT AND IS_ROLE_IN_SESSION(o.ROLE_NAME)
  );

CREATE VIEW IF NOT EXISTS SNOWALERT.SHARED.AWS_ACCOUNTS AS SELECT * FROM SNOWALERT.DATA.AWS_ACCOUNTS;

ALTER VIEW SNOWALERT.SHARED.AWS_ACCOUNTS ADD ROW ACCESS POLICY SNOWALERT.SHARED.ACCOUNTS_BY_OU ON (MEMBER_ACCOUNT_ID);

CREATE VIEW IF NOT EXISTS SNOWALERT.SHARED.AWS_EC2_VPCS AS SELECT * FROM SNOWALERT.DATA.AWS_EC2_VPCS;

ALTER VIEW SNOWALERT.SHARED.AWS_EC2_VPCS ADD ROW ACCESS POLICY SNOWALERT.SHARED.ACCOUNTS_BY_OU ON (ACCOUNT_ID);

-- Any other view of DATA is shared in the same two statements, on its ACCOUNT_ID.

GRANT USAGE ON SCHEMA SNOWALERT.SHARED TO ROLE TEAM_WORKLOADS;

GRANT SELECT ON ALL VIEWS IN SCHEMA SNOWALERT.SHARED TO ROLE TEAM_WORKLOADS;

USE ROLE SECURITYADMIN;

GRANT USAGE ON DATABASE SNOWALERT TO ROLE TEAM_WORKLOADS;
