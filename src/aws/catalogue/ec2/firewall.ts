import type { ManagedPrefixList } from '@aws-sdk/client-ec2';
import { tagMap } from '../tagging/tags.ts';
import { ec2 } from './service.ts';

export const securityGroups = ec2.operation('security_groups', 'DescribeSecurityGroups', {
  doc: 'Security groups with their rules.',
  pageSize: 200,
  tables: {
    SECURITY_GROUPS: {
      doc: 'Security groups, one row each.',
      rows: 'SecurityGroups',
      key: 'GroupId',
      // A name that AWS gives, to one group of each VPC.
      showsUse: ({ GroupName }) => GroupName !== 'default',
      columns: {
        GROUP_ID: ['STRING', 'GroupId', 'Security group id.'],
        GROUP_NAME: ['STRING', 'GroupName', 'Security group name.'],
        DESCRIPTION: ['STRING', 'Description', 'Description.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC.'],
        OWNER_ID: ['STRING', 'OwnerId', 'Account that owns the group.'],
        INGRESS: ['VARIANT', 'IpPermissions', 'Inbound rules as AWS groups them.'],
        EGRESS: ['VARIANT', 'IpPermissionsEgress', 'Outbound rules as AWS groups them.'],
        TAGS: ['VARIANT', (group) => tagMap(group.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const securityGroupRules = ec2.operation('security_group_rules', 'DescribeSecurityGroupRules', {
  doc: 'Security group rules, one by one.',
  pageSize: 1000,
  tables: {
    SECURITY_GROUP_RULES: {
      doc: 'Security group rules, one row per rule and source or destination.',
      rows: 'SecurityGroupRules',
      key: 'SecurityGroupRuleId',
      showsUse: () => false,
      columns: {
        RULE_ID: ['STRING', 'SecurityGroupRuleId', 'Rule id.'],
        GROUP_ID: ['STRING', 'GroupId', 'Security group of the rule.'],
        GROUP_OWNER_ID: ['STRING', 'GroupOwnerId', 'Account that owns the group.'],
        IS_EGRESS: ['BOOLEAN', 'IsEgress', 'Whether it is about outbound traffic.'],
        IP_PROTOCOL: ['STRING', 'IpProtocol', 'tcp, udp, icmp, icmpv6, a protocol number, or -1 for all.'],
        FROM_PORT: ['NUMBER', 'FromPort', 'First port, or the ICMP type, where -1 is all.'],
        TO_PORT: ['NUMBER', 'ToPort', 'Last port, or the ICMP code, where -1 is all.'],
        CIDR_IPV4: ['STRING', 'CidrIpv4', 'IPv4 block, where the rule names one.'],
        CIDR_IPV6: ['STRING', 'CidrIpv6', 'IPv6 block, where the rule names one.'],
        PREFIX_LIST_ID: ['STRING', 'PrefixListId', 'Prefix list, where the rule names one.'],
        REFERENCED_GROUP_ID: [
          'STRING',
          'ReferencedGroupInfo.GroupId',
          'Security group on the other side, where the rule names one.',
        ],
        REFERENCED_ACCOUNT_ID: ['STRING', 'ReferencedGroupInfo.UserId', 'Account of that security group.'],
        DESCRIPTION: ['STRING', 'Description', 'Description.'],
      },
    },
  },
});

export const networkAcls = ec2.operation('network_acls', 'DescribeNetworkAcls', {
  doc: 'Network ACLs with their entries.',
  pageSize: 1000,
  tables: {
    NETWORK_ACLS: {
      doc: 'Network ACLs, one row each.',
      rows: 'NetworkAcls',
      key: 'NetworkAclId',
      showsUse: ({ IsDefault }) => !IsDefault,
      columns: {
        NETWORK_ACL_ID: ['STRING', 'NetworkAclId', 'Network ACL id.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC.'],
        IS_DEFAULT: ['BOOLEAN', 'IsDefault', 'Whether it is the VPC’s default one.'],
        OWNER_ID: ['STRING', 'OwnerId', 'Account that owns it.'],
        ENTRIES: ['VARIANT', 'Entries', 'Numbered rules, inbound and outbound.'],
        ASSOCIATIONS: ['VARIANT', 'Associations', 'Subnets it guards.'],
        TAGS: ['VARIANT', (acl) => tagMap(acl.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const managedPrefixLists = ec2.details('managed_prefix_lists', {
  doc: 'Prefix lists of the account and those shared with it, with their entries, and those of AWS without.',
  thing: 'prefix list that is not AWS’s',
  list: ec2.list('DescribeManagedPrefixLists', 'PrefixLists', { pageSize: 100 }),
  gone: ['InvalidPrefixListID.NotFound', 'InvalidPrefixListId.NotFound'],
  details: {
    Entries: ec2.detailsOf<ManagedPrefixList>().list('GetManagedPrefixListEntries', 'Entries', {
      request: ({ PrefixListId }) => ({ PrefixListId }),
      pageSize: 100,
      // Hundreds of addresses of AWS's own services, the same for everybody.
      when: ({ OwnerId }) => OwnerId !== 'AWS',
    }),
  },
  tables: {
    MANAGED_PREFIX_LISTS: {
      doc: 'Managed prefix lists, one row each.',
      key: 'PrefixListId',
      showsUse: ({ OwnerId }) => OwnerId !== 'AWS',
      columns: {
        PREFIX_LIST_ID: ['STRING', 'PrefixListId', 'Prefix list id.'],
        NAME: ['STRING', 'PrefixListName', 'Name.'],
        OWNER_ID: ['STRING', 'OwnerId', 'Account that owns it, or AWS.'],
        STATE: ['STRING', 'State', 'Such as create-complete.'],
        ADDRESS_FAMILY: ['STRING', 'AddressFamily', 'IPv4 or IPv6.'],
        MAX_ENTRIES: ['NUMBER', 'MaxEntries', 'How many entries it may hold.'],
        VERSION: ['NUMBER', 'Version', 'Version of its entries.'],
        ENTRIES: [
          'VARIANT',
          'Entries',
          'Its address blocks with their descriptions; NULL for a list of AWS, or where BLIND_TO names it.',
        ],
        TAGS: ['VARIANT', (list) => tagMap(list.Tags), 'Tags as an object.'],
      },
    },
  },
});
