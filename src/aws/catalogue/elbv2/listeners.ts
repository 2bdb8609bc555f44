import type { Listener, LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ItemSource } from '../entry-specs.ts';
import { listAll } from '../listing.ts';
import { ofEach } from '../not-found.ts';
import { LOAD_BALANCER_GONE, readBalancers } from './load-balancers.ts';
import { elbv2 } from './service.ts';

/** A listener with the kind of its load balancer. */
interface ListenerOf extends Listener {
  readonly LoadBalancerType?: LoadBalancer['Type'];
}

/** The listeners of each load balancer: AWS has no list of all. One that was deleted meanwhile has none. */
const listenersOfRegion: ItemSource<ListenerOf> = {
  actions: ['elasticloadbalancing:DescribeLoadBalancers'],
  conditional: { 'elasticloadbalancing:DescribeListeners': 'there is a load balancer' },
  calls: '1 per load balancer',
  async *pages(context) {
    const items = await readBalancers(context);
    const listeners: ListenerOf[] = [];
    const found = ofEach(
      { items, gone: LOAD_BALANCER_GONE, things: 'load balancers', together: 16 },
      async (balancer) => {
        const input = { LoadBalancerArn: balancer.LoadBalancerArn };
        const own = await listAll(context, elbv2, 'DescribeListeners', 'Listeners', { input, pageSize: 400 });
        return own.map((listener) => ({ ...listener, LoadBalancerType: balancer.Type }));
      },
    );
    for await (const listener of found) listeners.push(listener);
    yield listeners;
  },
};

const ofListener = elbv2.detailsOf<ListenerOf>();
const request = ({ ListenerArn }: ListenerOf) => ({ ListenerArn });

export const listeners = elbv2.details('listeners', {
  doc: 'Listeners of load balancers with all their certificates and rules.',
  thing: 'listener',
  list: listenersOfRegion,
  gone: ['ListenerNotFoundException'],
  details: {
    AllCertificates: ofListener.list('DescribeListenerCertificates', 'Certificates', {
      request,
      pageSize: 400,
      when: ({ Certificates }) => (Certificates?.length ?? 0) > 0,
    }),
    Rules: ofListener.list('DescribeRules', 'Rules', {
      request,
      pageSize: 400,
      // Other load balancers have no rules but their default action, which came with the listener.
      when: ({ LoadBalancerType }) => (LoadBalancerType ?? 'application') === 'application',
    }),
  },
  tables: {
    LISTENERS: {
      doc: 'Listeners of application, network and gateway load balancers, one row each.',
      key: 'ListenerArn',
      columns: {
        ARN: ['STRING', 'ListenerArn', 'Listener ARN.'],
        LOAD_BALANCER_ARN: ['STRING', 'LoadBalancerArn', 'Load balancer it belongs to.'],
        PORT: ['NUMBER', 'Port', 'Port; gateway load balancers have none.'],
        PROTOCOL: ['STRING', 'Protocol', 'Such as HTTP, HTTPS, TCP or TLS.'],
        SSL_POLICY: ['STRING', 'SslPolicy', 'Security policy of HTTPS and TLS.'],
        CERTIFICATES: ['VARIANT', 'Certificates', 'Default certificate.'],
        ALL_CERTIFICATES: [
          'VARIANT',
          'AllCertificates',
          'The default certificate and those for other names; NULL without TLS, or where BLIND_TO names it.',
        ],
        CLIENT_CERTIFICATES: [
          'STRING',
          'MutualAuthentication.Mode',
          'off, passthrough or verify: whether clients must show a certificate of their own.',
        ],
        DEFAULT_ACTIONS: ['VARIANT', 'DefaultActions', 'What happens where no rule matches.'],
        RULES: [
          'VARIANT',
          ({ Rules }) => Rules?.filter(({ IsDefault }) => !IsDefault),
          'Rules beside the default, with conditions and actions; NULL where there can be none.',
          '{ RuleArn: string, Priority: string, Conditions: { … }[], Actions: { … }[], … }[]',
        ],
      },
    },
  },
});
