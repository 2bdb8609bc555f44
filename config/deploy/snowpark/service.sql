-- Run by an administrator, in a worksheet, after `snowcensus setup`.
-- The image repository of service.yaml: push the image there, then upload service.yaml to the stage.
USE SCHEMA SNOWALERT.DATA;
CREATE IMAGE REPOSITORY IF NOT EXISTS IMAGES;
CREATE STAGE IF NOT EXISTS SNOWCENSUS_SPECIFICATIONS;

-- The access key of the IAM user whose only right is sts:AssumeRole on the roles that config/aws makes.
CREATE SECRET IF NOT EXISTS SNOWCENSUS_AWS
  TYPE = PASSWORD
  USERNAME = '<access key id>'
  PASSWORD = '<secret access key>';

-- A service reaches nothing but what is listed here. The global endpoints first; then, for every region that is
-- read, the regional ones: repeat the lines of us-east-1. S3 has a host for each bucket and for each account.
CREATE OR REPLACE NETWORK RULE SNOWCENSUS_AWS_ENDPOINTS
  MODE = EGRESS
  TYPE = HOST_PORT
  VALUE_LIST = (
    'iam.amazonaws.com:443',
    'organizations.us-east-1.amazonaws.com:443',
    'account.us-east-1.amazonaws.com:443',
    'access-analyzer.us-east-1.amazonaws.com:443',
    'cloudcontrolapi.us-east-1.amazonaws.com:443',
    'cloudtrail.us-east-1.amazonaws.com:443',
    'config.us-east-1.amazonaws.com:443',
    'ec2.us-east-1.amazonaws.com:443',
    'elasticfilesystem.us-east-1.amazonaws.com:443',
    'elasticloadbalancing.us-east-1.amazonaws.com:443',
    'guardduty.us-east-1.amazonaws.com:443',
    'identitystore.us-east-1.amazonaws.com:443',
    'kms.us-east-1.amazonaws.com:443',
    'lambda.us-east-1.amazonaws.com:443',
    'rds.us-east-1.amazonaws.com:443',
    'logs.us-east-1.amazonaws.com:443',
    'monitoring.us-east-1.amazonaws.com:443',
    'ram.us-east-1.amazonaws.com:443',
    's3.us-east-1.amazonaws.com:443',
    '*.s3.us-east-1.amazonaws.com:443',
    's3-control.us-east-1.amazonaws.com:443',
    '*.s3-control.us-east-1.amazonaws.com:443',
    'securityhub.us-east-1.amazonaws.com:443',
    'sso.us-east-1.amazonaws.com:443',
    'sts.us-east-1.amazonaws.com:443',
    'tagging.us-east-1.amazonaws.com:443'
  );

CREATE OR REPLACE EXTERNAL ACCESS INTEGRATION SNOWCENSUS_AWS_ACCESS
  ALLOWED_NETWORK_RULES = (SNOWALERT.DATA.SNOWCENSUS_AWS_ENDPOINTS)
  ALLOWED_AUTHENTICATION_SECRETS = (SNOWALERT.DATA.SNOWCENSUS_AWS)
  ENABLED = TRUE;

-- A pool bills while a node of it is up; a service that stays keeps one up.
CREATE COMPUTE POOL IF NOT EXISTS SNOWCENSUS_POOL
  MIN_NODES = 1
  MAX_NODES = 1
  INSTANCE_FAMILY = CPU_X64_XS
  AUTO_SUSPEND_SECS = 300;

-- The service's sessions have the role that owns it: give it to the loader.
GRANT USAGE, MONITOR ON COMPUTE POOL SNOWCENSUS_POOL TO ROLE SNOWCENSUS_LOADER;
GRANT USAGE ON INTEGRATION SNOWCENSUS_AWS_ACCESS TO ROLE SNOWCENSUS_LOADER;
GRANT READ ON SECRET SNOWCENSUS_AWS TO ROLE SNOWCENSUS_LOADER;
GRANT READ ON IMAGE REPOSITORY IMAGES TO ROLE SNOWCENSUS_LOADER;
GRANT READ ON STAGE SNOWCENSUS_SPECIFICATIONS TO ROLE SNOWCENSUS_LOADER;
GRANT CREATE SERVICE ON SCHEMA SNOWALERT.DATA TO ROLE SNOWCENSUS_LOADER;

USE ROLE SNOWCENSUS_LOADER;
CREATE SERVICE IF NOT EXISTS SNOWCENSUS
  IN COMPUTE POOL SNOWCENSUS_POOL
  FROM @SNOWCENSUS_SPECIFICATIONS
  SPECIFICATION_FILE = 'service.yaml'
  EXTERNAL_ACCESS_INTEGRATIONS = (SNOWCENSUS_AWS_ACCESS)
  MIN_INSTANCES = 1
  MAX_INSTANCES = 1;
