import type { DescribeHubCommandOutput } from '@aws-sdk/client-securityhub';
import { withoutMember } from '../answer.ts';
import { ask } from '../ask.ts';
import type { ItemSource } from '../entry-specs.ts';
import { unlessNotFound } from '../not-found.ts';
import { OFF, securityHub } from './service.ts';

/** A region with its hub, if Security Hub is on. */
interface RegionHub {
  readonly Region: string;
  readonly Hub?: Omit<DescribeHubCommandOutput, '$metadata'>;
}

/** The hub of a region. Where Security Hub is off there is the region, which is a fact. */
const hubOfRegion: ItemSource<RegionHub> = {
  actions: ['securityhub:DescribeHub'],
  calls: '1',
  async *pages(context) {
    const hub = await unlessNotFound([OFF], () => ask(context, securityHub, 'DescribeHub', {}));
    if (hub && hub.HubArn === undefined) throw withoutMember('DescribeHub', 'HubArn');
    yield [{ Region: context.region, ...(hub ? { Hub: hub } : {}) }];
  },
};

const isOn = ({ Hub }: RegionHub) => Hub !== undefined;

export const hubs = securityHub.details('hubs', {
  doc: 'Whether Security Hub is on, and by which standards it judges, as each account says itself.',
  thing: 'hub',
  list: hubOfRegion,
  gone: [],
  details: {
    Standards: securityHub.detailsOf<RegionHub>().list('GetEnabledStandards', 'StandardsSubscriptions', {
      request: () => ({}),
      pageSize: 100,
      when: isOn,
      // Turned off since it was asked: no standard is on.
      notConfigured: [OFF],
    }),
  },
  tables: {
    HUBS: {
      doc: 'Security Hub, one row per account and region, also where it is off.',
      key: 'Region',
      // Security teams have Security Hub on in regions that nobody uses.
      showsUse: () => false,
      columns: {
        ARN: ['STRING', 'Hub.HubArn', 'Hub ARN; NULL where it is off.'],
        IS_ENABLED: ['BOOLEAN', isOn, 'Whether it is on.'],
        SUBSCRIBED_AT: ['TIMESTAMP_LTZ', 'Hub.SubscribedAt', 'When it was turned on.'],
        AUTO_ENABLE_CONTROLS: [
          'BOOLEAN',
          'Hub.AutoEnableControls',
          'Whether new controls of its standards come by themselves.',
        ],
        CONSOLIDATED_FINDINGS: [
          'BOOLEAN',
          ({ Hub }) => Hub && Hub.ControlFindingGenerator === 'SECURITY_CONTROL',
          'Whether a control makes one finding, for however many standards it is in.',
        ],
        STANDARDS: [
          'VARIANT',
          ({ Hub, Standards }) => (Hub === undefined ? [] : Standards),
          'Standards that are on, with status; empty where there is none, NULL where BLIND_TO names them.',
        ],
      },
    },
  },
});
