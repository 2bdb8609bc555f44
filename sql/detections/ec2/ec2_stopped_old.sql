/*
title: No instance has been stopped for 30 days
severity: low
per: resource
resource_type: AWS::EC2::Instance
reads: [ec2.instances]
why: An instance that was stopped long ago gets no patches, and starts with all its old holes.
remedy: Make an image if it may be needed, and terminate the instance.
parameters:
  days: { default: 30, doc: "Days after which a stopped instance is too old." }
tests: { pass: 604, fail: 108, unknown: 6 }
*/
SELECT
  i.ACCOUNT_ID,
  i.REGION,
  i.INSTANCE_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || i.REGION || ':' || i.ACCOUNT_ID || ':instance/' || i.INSTANCE_ID AS RESOURCE_ARN,
  IFF(i.STATE = 'stopped' AND COALESCE(TRY_TO_DATE(REGEXP_SUBSTR(i.RAW:StateTransitionReason::STRING, '[0-9]{4}-[0-9]{2}-[0-9]{2}')), i.LAUNCH_TIME::DATE) < DATEADD(DAY, -$days, CURRENT_DATE()), 'fail', 'pass') AS STATUS,
  IFF(i.STATE = 'stopped', 'The instance has been stopped since ' || COALESCE(TO_VARCHAR(TRY_TO_DATE(REGEXP_SUBSTR(i.RAW:StateTransitionReason::STRING, '[0-9]{4}-[0-9]{2}-[0-9]{2}')), 'YYYY-MM-DD'), 'some day after its launch') || '.', 'The instance is ' || i.STATE || '.') AS REASON,
  OBJECT_CONSTRUCT('name', i.NAME, 'state', i.STATE, 'why', i.RAW:StateTransitionReason) AS EVIDENCE
FROM AWS_EC2_INSTANCES i
WHERE i.STATE NOT IN ('terminated', 'shutting-down')
