import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { allAttributes, attributeOf, switchOf } from './attributes.ts';
import { elbv2 } from './service.ts';

export const targetGroups = elbv2.details('target_groups', {
  doc: 'Target groups of load balancers with their attributes; one call more for each.',
  thing: 'target group',
  list: elbv2.list('DescribeTargetGroups', 'TargetGroups', { pageSize: 400 }),
  gone: ['TargetGroupNotFoundException'],
  details: {
    Attributes: elbv2.detailsOf<TargetGroup>().each('DescribeTargetGroupAttributes', {
      request: ({ TargetGroupArn }) => ({ TargetGroupArn }),
      take: ({ Attributes }) => Attributes,
    }),
  },
  tables: {
    TARGET_GROUPS: {
      doc: 'Target groups, one row each.',
      key: 'TargetGroupArn',
      columns: {
        ARN: ['STRING', 'TargetGroupArn', 'Target group ARN.'],
        NAME: ['STRING', 'TargetGroupName', 'Name, unique in the region.'],
        TARGET_TYPE: ['STRING', 'TargetType', 'instance, ip, lambda or alb.'],
        PROTOCOL: ['STRING', 'Protocol', 'Protocol to the targets; NULL for functions.'],
        PORT: ['NUMBER', 'Port', 'Port of the targets unless one says its own.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC of the targets.'],
        LOAD_BALANCER_ARNS: ['VARIANT', 'LoadBalancerArns', 'Load balancers that send to it.'],
        HEALTH_CHECK_PROTOCOL: [
          'STRING',
          'HealthCheckProtocol',
          'Protocol by which targets are asked whether they are well.',
        ],
        STICKINESS: [
          'BOOLEAN',
          switchOf('stickiness.enabled'),
          'Whether a client stays with its target; NULL where BLIND_TO names Attributes.',
        ],
        DEREGISTRATION_DELAY: [
          'NUMBER',
          (group) => seconds(attributeOf('deregistration_delay.timeout_seconds')(group)),
          'Seconds that a target has to end its work.',
        ],
        PRESERVES_CLIENT_IP: [
          'BOOLEAN',
          switchOf('preserve_client_ip.enabled'),
          'Whether targets see the address of the client; network load balancers only.',
        ],
        ATTRIBUTES: ['VARIANT', allAttributes, 'All attributes by their keys; every value is a text.'],
      },
    },
  },
});

function seconds(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
