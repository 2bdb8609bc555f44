/** Of what else is read of an account whose trails are not. */
const IS_OF_TRAILS = "u.COLLECTOR = 'cloudtrail.trails'";

/** Predicates whose negation the planted organization does not show, by detection: the cases of cases.test.ts see each. */
export const LEFT_TO_CASES: Readonly<Record<string, readonly string[]>> = {
  alarm_bucket: [IS_OF_TRAILS],
  alarm_config: [IS_OF_TRAILS],
  alarm_failed_login: ["a.PATTERN LIKE '%failedauthentication%'", IS_OF_TRAILS],
  alarm_gateway: [IS_OF_TRAILS],
  alarm_iam: [IS_OF_TRAILS],
  alarm_key: [IS_OF_TRAILS],
  alarm_login_without_mfa: ["a.PATTERN LIKE '%mfaused%'", IS_OF_TRAILS],
  alarm_network_acl: [IS_OF_TRAILS],
  alarm_organization: [IS_OF_TRAILS],
  alarm_root: [IS_OF_TRAILS],
  alarm_route_table: [IS_OF_TRAILS],
  alarm_security_group: [IS_OF_TRAILS],
  alarm_trail: [IS_OF_TRAILS],
  alarm_unauthorized: [IS_OF_TRAILS],
  alarm_vpc: [IS_OF_TRAILS],
  cloudtrail_multi_region: [
    'SELECTOR:IncludeManagementEvents::BOOLEAN',
    "SELECTOR:ReadWriteType::STRING = 'All'",
    'g.IS_ORGANIZATION',
    IS_OF_TRAILS,
  ],
  cloudtrail_s3_read: [
    "d.VALUE:Type::STRING = 'AWS::S3::Object'",
    "s.SELECTOR:ReadWriteType::STRING IN ('All', 'ReadOnly')",
    "REGEXP_LIKE(v.VALUE::STRING, 'arn:aws[a-z-]*:s3(:::)?')",
    IS_OF_TRAILS,
  ],
  cloudtrail_s3_write: [
    "d.VALUE:Type::STRING = 'AWS::S3::Object'",
    "s.SELECTOR:ReadWriteType::STRING IN ('All', 'WriteOnly')",
    "REGEXP_LIKE(v.VALUE::STRING, 'arn:aws[a-z-]*:s3(:::)?')",
    IS_OF_TRAILS,
  ],
  ec2_any_port: ["r.IP_PROTOCOL IN ('tcp', 'udp')"],
  ec2_nacl_admin_ports: [
    "RULE_ACTION = 'deny'",
    "ENDSWITH(CIDR, '/0')",
    "e.VALUE:Protocol::STRING = '6'",
    'p.VALUE::NUMBER BETWEEN e.VALUE:PortRange:From::NUMBER AND e.VALUE:PortRange:To::NUMBER',
  ],
  ec2_public_instance: ['LEADS_OUT', 'SUBNET_ID IS NOT NULL'],
  iam_access_analyzer_findings: ["a.STATUS = 'ACTIVE'"],
  iam_admin_inline: ['s.VALUE:NotResource IS NOT NULL'],
  iam_admin_policy_attached: ['s.VALUE:NotResource IS NOT NULL'],
  iam_federation: ['r.PASSWORD_ENABLED'],
  iam_privilege_escalation: ['NOT (IS_NARROWED OR IS_CONDITIONAL)'],
  iam_root_centralized: ['f.ROOT_CREDENTIALS_MANAGEMENT'],
  iam_root_hardware_mfa: ['IS_ROOT'],
  iam_service_unused: ['u.LONG_AGO > 0'],
  identity_center_long_session: ['SESSION_DURATION IS NULL'],
  organizations_ai_opt_out: ["t.POLICY_TYPE = 'AISERVICES_OPT_OUT_POLICY'"],
  organizations_management_empty: ["STATE NOT IN ('terminated', 'shutting-down')"],
  s3_bucket_foreign: ['o.ACCOUNT_ID IS NULL'],
  s3_bucket_tls: ["RESOURCE_ID LIKE PATTERN ESCAPE '!'"],
  vpc_endpoint_policy: ['s.NOT_ACTIONS IS NOT NULL'],
  vpc_peering_foreign: ['NOT ARRAY_CONTAINS(l.ONE_ACCOUNT_ID::VARIANT, $allowed_accounts)'],
};

/** Predicates by which a detection chooses what its REASON or EVIDENCE tell: no count can show them. */
export const OF_WORDS: Readonly<Record<string, readonly string[]>> = {
  iam_privilege_escalation: ['IS_NARROWED', 'IS_CONDITIONAL', 'IS_CONDITIONAL'],
  s3_bucket_public: ["REGEXP_LIKE(g.VALUE:Grantee:URI::STRING, '.*/global/(AllUsers|AuthenticatedUsers)')"],
};
