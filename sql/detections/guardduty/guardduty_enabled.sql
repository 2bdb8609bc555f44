/*
title: GuardDuty runs in every region in use
severity: high
per: region
resource_type: AWS::GuardDuty::Detector
reads: [guardduty.detectors]
needs: [Detector]
why: Stolen credentials and mining instances show in logs that nobody reads but GuardDuty.
remedy: Turn GuardDuty on for the organization, from its delegated administrator, for all regions.
controls:
  fsbp: [GuardDuty.1]
  attack: [T1190, T1078, T1098]
tests: { pass: 15, fail: 6, unknown: 5 }
*/
SELECT
  d.ACCOUNT_ID,
  d.REGION,
  d.ACCOUNT_ID AS RESOURCE_ID,
  'arn:aws:guardduty:' || d.REGION || ':' || d.ACCOUNT_ID || ':detector/' || d.DETECTOR_ID AS RESOURCE_ARN,
  IFF(COALESCE(d.IS_ENABLED, FALSE), 'pass', 'fail') AS STATUS,
  CASE WHEN NOT d.HAS_DETECTOR THEN 'There is no detector.' WHEN NOT COALESCE(d.IS_ENABLED, FALSE) THEN 'The detector is off.' ELSE 'The detector looks.' END AS REASON,
  OBJECT_CONSTRUCT('status', d.STATUS, 'frequency', d.FINDING_FREQUENCY) AS EVIDENCE
FROM AWS_GUARDDUTY_DETECTORS d
