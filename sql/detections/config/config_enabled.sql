/*
title: Config records everything in every region in use
severity: medium
per: region
resource_type: AWS::Config::ConfigurationRecorder
reads: [config.recorders]
needs: [Status, DeliveryChannel]
why: Without the recorder nobody can say what a resource looked like before it was changed.
remedy: Turn the recorder on for all types of resources, with a channel that delivers; users and roles in one region.
controls:
  cis-7.0: ['4.3']
  cis-6.0: ['4.3']
  cis-5.0: ['3.3']
  cis-3.0: ['3.3']
  fsbp: [Config.1]
  attack: [T1190, T1078, T1204]
tests: { pass: 3, fail: 18, unknown: 4 }
*/
SELECT
  d.ACCOUNT_ID,
  d.REGION,
  d.ACCOUNT_ID AS RESOURCE_ID,
  d.ARN AS RESOURCE_ARN,
  IFF(COALESCE(d.IS_RECORDING, FALSE) AND COALESCE(d.RECORDS_ALL, FALSE) AND COALESCE(d.LAST_STATUS, '') <> 'Failure', 'pass', 'fail') AS STATUS,
  CASE
    WHEN NOT d.HAS_RECORDER THEN 'There is no recorder.'
    WHEN NOT COALESCE(d.IS_RECORDING, FALSE) THEN 'The recorder is stopped.'
    WHEN NOT COALESCE(d.RECORDS_ALL, FALSE) THEN 'The recorder leaves types of resources out.'
    WHEN d.LAST_STATUS = 'Failure' THEN 'The recorder fails to deliver.'
    ELSE 'The recorder records everything.'
  END AS REASON,
  OBJECT_CONSTRUCT('name', d.NAME, 'last_error', d.LAST_ERROR, 'excluded', d.EXCLUDED_TYPES) AS EVIDENCE
FROM AWS_CONFIG_RECORDERS d
