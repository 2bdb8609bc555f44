/** SQL of the rows that a table has landed and that hold now, of accounts and regions that can be seen: of no view. */
function landed(table: string, collector: string): string {
  return `(
  SELECT s.* FROM SNOWALERT.DATA.${table}_SNAPSHOTS s
  JOIN SNOWALERT.DATA.CONNECTOR_UNITS u ON u.CONNECTION = s.CONNECTION AND u.ACCOUNT_ID = s.ACCOUNT_ID AND u.REGION = s.REGION
    AND u.COLLECTOR = '${collector}' AND u.CONCLUSIVE_RUN_ID = s.RUN_ID AND u.LATEST_STATUS = 'ok')`;
}

/** What detections should find, by what AWS answered: each asks the landing tables, their RAW above all, for the ids of what fails. */
export const LANDING_QUERIES: Readonly<Record<string, string>> = {
  account_security_contact: `SELECT ACCOUNT_ID AS ID FROM ${landed('AWS_ACCOUNT_ALTERNATE_CONTACTS', 'account.alternate_contacts')} c
    GROUP BY ACCOUNT_ID HAVING COUNT_IF(RAW:AlternateContactType = 'SECURITY' AND RAW:EmailAddress IS NOT NULL) = 0`,
  cloudtrail_kms: `SELECT RAW:TrailARN::STRING AS ID FROM ${landed('AWS_CLOUDTRAIL_TRAILS', 'cloudtrail.trails')} t WHERE RAW:KmsKeyId IS NULL`,
  config_enabled: `SELECT ACCOUNT_ID AS ID FROM ${landed('AWS_CONFIG_RECORDERS', 'config.recorders')} r
    WHERE NOT COALESCE(RAW:Status:recording::BOOLEAN AND RAW:ConfigurationRecorder:recordingGroup:allSupported::BOOLEAN AND RAW:Status:lastStatus::STRING <> 'Failure', FALSE)`,
  ec2_admin_ports_v4: openGroups('IpRanges', 'CidrIp', '0.0.0.0/0'),
  ec2_admin_ports_v6: openGroups('Ipv6Ranges', 'CidrIpv6', '::/0'),
  ec2_imdsv2: `SELECT RAW:InstanceId::STRING AS ID FROM ${landed('AWS_EC2_INSTANCES', 'ec2.instances')} i
    WHERE RAW:State:Code::NUMBER NOT IN (32, 48) AND COALESCE(RAW:MetadataOptions:HttpTokens::STRING, '') <> 'required'
    AND COALESCE(RAW:MetadataOptions:HttpEndpoint::STRING, '') <> 'disabled'`,
  ec2_volume_encrypted: `SELECT RAW:VolumeId::STRING AS ID FROM ${landed('AWS_EC2_VOLUMES', 'ec2.volumes')} v WHERE NOT RAW:Encrypted::BOOLEAN`,
  efs_encrypted: `SELECT RESOURCE_ID AS ID FROM ${landed('AWS_EFS_FILE_SYSTEMS', 'efs.file_systems')} f WHERE NOT RAW:Encrypted::BOOLEAN`,
  elb_logging: `SELECT RAW:LoadBalancerArn::STRING AS ID FROM ${landed('AWS_ELBV2_LOAD_BALANCERS', 'elbv2.load_balancers')} b
    WHERE RAW:Type::STRING <> 'gateway' AND TO_JSON(RAW:Attributes) NOT LIKE '%"access_logs.s3.enabled","Value":"true"%'`,
  guardduty_enabled: `SELECT ACCOUNT_ID AS ID FROM ${landed('AWS_GUARDDUTY_DETECTORS', 'guardduty.detectors')} d
    WHERE COALESCE(RAW:Detector:Status::STRING, '') <> 'ENABLED'`,
  iam_key_rotation: `SELECT RAW:AccessKeyId::STRING AS ID FROM ${landed('AWS_IAM_ACCESS_KEYS', 'iam.access_keys')} k
    WHERE RAW:Status::STRING = 'Active' AND RAW:CreateDate::STRING < '2026-08-17'`,
  iam_root_access_key: `SELECT ACCOUNT_ID AS ID FROM ${landed('AWS_IAM_ACCOUNT_SUMMARY', 'iam.account_summary')} s WHERE RAW:AccountAccessKeysPresent::NUMBER > 0`,
  iam_user_policies: `SELECT RAW:Arn::STRING AS ID FROM ${landed('AWS_IAM_USERS', 'iam.authorization_details')} u
    WHERE RAW:UserPolicyList[0] IS NOT NULL OR RAW:AttachedManagedPolicies[0] IS NOT NULL`,
  iam_user_two_keys: `SELECT RAW:UserName::STRING AS ID FROM ${landed('AWS_IAM_ACCESS_KEYS', 'iam.access_keys')} k
    WHERE RAW:Status::STRING = 'Active' GROUP BY ACCOUNT_ID, RAW:UserName HAVING COUNT(*) = 2`,
  identity_center_admin: `SELECT a.RESOURCE_ID AS ID FROM ${landed('AWS_IDENTITY_CENTER_ACCOUNT_ASSIGNMENTS', 'identitycenter.account_assignments')} a
    WHERE a.RAW:PrincipalType::STRING = 'USER' AND a.RAW:PermissionSetArn::STRING IN (
      SELECT p.RAW:PermissionSetArn::STRING FROM ${landed('AWS_IDENTITY_CENTER_PERMISSION_SETS', 'identitycenter.permission_sets')} p,
        LATERAL FLATTEN(input => p.MANAGED_POLICIES) m WHERE m.VALUE:Name::STRING = 'AdministratorAccess')`,
  kms_public: `SELECT k.RESOURCE_ID AS ID FROM ${landed('AWS_KMS_KEYS', 'kms.keys')} k, LATERAL FLATTEN(input => k.RAW:Policy:Statement) s
    WHERE s.VALUE:Effect::STRING = 'Allow' AND s.VALUE:Principal:AWS::STRING = '*' AND s.VALUE:Condition IS NULL`,
  lambda_runtime: `SELECT RESOURCE_ID AS ID FROM ${landed('AWS_LAMBDA_FUNCTIONS', 'lambda.functions')} f
    WHERE RAW:Runtime::STRING IN ('nodejs16.x', 'nodejs18.x', 'nodejs20.x', 'python3.7', 'python3.8', 'python3.9', 'java8', 'go1.x')`,
  organizations_delegated_admin: `SELECT t.RAW:ServicePrincipal::STRING AS ID FROM ${landed('AWS_ORGANIZATIONS_TRUSTED_SERVICES', 'organizations.trusted_services')} t
    WHERE REGEXP_LIKE(t.RAW:ServicePrincipal::STRING, '(access-analyzer|cloudtrail|config|guardduty|macie|securityhub|sso)[.].*')
    AND t.RAW:ServicePrincipal::STRING NOT IN (
      SELECT d.RAW:ServicePrincipal::STRING FROM ${landed('AWS_ORGANIZATIONS_DELEGATED_SERVICES', 'organizations.delegated_administrators')} d)`,
  rds_encrypted: ['INSTANCES', 'CLUSTERS']
    .map(
      (things) =>
        `SELECT RESOURCE_ID AS ID FROM ${landed(`AWS_RDS_${things}`, `rds.${things.toLowerCase()}`)} d WHERE NOT COALESCE(RAW:StorageEncrypted::BOOLEAN, FALSE)`,
    )
    .join(' UNION ALL '),
  s3_bucket_versioning: `SELECT 'arn:aws:s3:::' || RAW:Name::STRING AS ID FROM ${landed('AWS_S3_BUCKETS', 's3.buckets')} b
    WHERE NOT ARRAY_CONTAINS('Versioning'::VARIANT, COALESCE(BLIND_TO, ARRAY_CONSTRUCT())) AND COALESCE(RAW:Versioning:Status::STRING, '') <> 'Enabled'`,
  securityhub_enabled: `SELECT ACCOUNT_ID AS ID FROM ${landed('AWS_SECURITYHUB_HUBS', 'securityhub.hubs')} h WHERE RAW:Hub:HubArn IS NULL`,
  vpc_flow_logs: `SELECT v.RAW:VpcId::STRING AS ID FROM ${landed('AWS_EC2_VPCS', 'ec2.vpcs')} v
    WHERE v.RAW:VpcId::STRING NOT IN (
      SELECT l.RAW:ResourceId::STRING FROM ${landed('AWS_EC2_FLOW_LOGS', 'ec2.flow_logs')} l WHERE l.RAW:FlowLogStatus::STRING = 'ACTIVE')`,
  vpc_subnet_public_ip: `SELECT RAW:SubnetId::STRING AS ID FROM ${landed('AWS_EC2_SUBNETS', 'ec2.subnets')} s WHERE RAW:MapPublicIpOnLaunch::BOOLEAN`,
};

/** Of what the groups themselves list, and the lists that they name, where the detections ask of rules one by one. */
function openGroups(ranges: string, member: string, everybody: string): string {
  const isMeant = `(p.VALUE:IpProtocol::STRING = '-1'
      OR (p.VALUE:IpProtocol::STRING = 'tcp' AND p.VALUE:FromPort::NUMBER <= 22 AND p.VALUE:ToPort::NUMBER >= 22)
      OR (p.VALUE:IpProtocol::STRING = 'tcp' AND p.VALUE:FromPort::NUMBER <= 3389 AND p.VALUE:ToPort::NUMBER >= 3389))`;
  const groups = landed('AWS_EC2_SECURITY_GROUPS', 'ec2.security_groups');
  return `SELECT g.RAW:GroupId::STRING AS ID FROM ${groups} g,
    LATERAL FLATTEN(input => g.RAW:IpPermissions) p, LATERAL FLATTEN(input => p.VALUE:${ranges}) r
    WHERE r.VALUE:${member}::STRING = '${everybody}' AND ${isMeant}
    UNION
    SELECT n.ID FROM (
      SELECT g.RAW:GroupId::STRING AS ID, l.VALUE:PrefixListId::STRING AS LIST_ID FROM ${groups} g,
        LATERAL FLATTEN(input => g.RAW:IpPermissions) p, LATERAL FLATTEN(input => p.VALUE:PrefixListIds) l WHERE ${isMeant}
    ) n
    JOIN (
      SELECT m.RAW:PrefixListId::STRING AS LIST_ID FROM ${landed('AWS_EC2_MANAGED_PREFIX_LISTS', 'ec2.managed_prefix_lists')} m,
        LATERAL FLATTEN(input => m.RAW:Entries) e WHERE e.VALUE:Cidr::STRING = '${everybody}'
    ) o ON o.LIST_ID = n.LIST_ID`;
}
