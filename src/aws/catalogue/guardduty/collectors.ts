import type { DetectorFeatureResult, GetDetectorCommandOutput } from '@aws-sdk/client-guardduty';
import type { ItemSource } from '../entry-specs.ts';
import { detectorId, lookingMembers } from './members.ts';
import { guardDuty } from './service.ts';

/** A region with its detector, if it has one. */
interface RegionDetector {
  readonly Region: string;
  readonly DetectorId?: string;
}

type DetectorFacts = Partial<Omit<GetDetectorCommandOutput, '$metadata'>>;

/** A region as far as it is known; no `Detector` where there is none, or it could not be read. */
interface KnownRegion extends RegionDetector {
  readonly Detector?: DetectorFacts | null;
}

/** The one detector that an account may have in a region. Without one there is the region, which is a fact. */
const detectorOfRegion: ItemSource<RegionDetector> = {
  actions: ['guardduty:ListDetectors'],
  calls: '1',
  async *pages(context) {
    const DetectorId = await detectorId(context);
    yield [{ Region: context.region, ...(DetectorId === undefined ? {} : { DetectorId }) }];
  },
};

export const detectors = guardDuty.details('detectors', {
  doc: 'Whether GuardDuty looks, and for what, as its delegated administrator says of members, and all others of themselves.',
  thing: 'detector',
  list: detectorOfRegion,
  gone: [],
  administrator: {
    principal: 'guardduty.amazonaws.com',
    actions: ['guardduty:ListMembers', 'guardduty:GetMemberDetectors'],
    async *members(context, accountIds) {
      for await (const { AccountId, DetectorId, Features } of lookingMembers(context, accountIds)) {
        yield [AccountId, { Region: context.region, DetectorId, Detector: { Status: 'ENABLED', Features } }];
      }
    },
  },
  details: {
    Detector: guardDuty.detailsOf<RegionDetector>().each('GetDetector', {
      request: ({ DetectorId }) => ({ DetectorId }),
      when: ({ DetectorId }) => DetectorId !== undefined,
      take: (detector): DetectorFacts | undefined => (detector.Status === undefined ? undefined : detector),
    }),
  },
  tables: {
    DETECTORS: {
      doc: 'GuardDuty’s detector, one row per account and region, also where there is none.',
      key: 'Region',
      // Security teams have GuardDuty look at regions that nobody uses.
      showsUse: () => false,
      columns: {
        DETECTOR_ID: ['STRING', 'DetectorId', 'Id of the detector; NULL where there is none.'],
        HAS_DETECTOR: ['BOOLEAN', hasDetector, 'Whether there is a detector.'],
        IS_ENABLED: [
          'BOOLEAN',
          (region) => ifKnown(region, ({ Status }) => Status === 'ENABLED'),
          'Whether it looks; false without a detector, NULL where that could not be read.',
        ],
        STATUS: ['STRING', 'Detector.Status', 'ENABLED or DISABLED, where there is a detector.'],
        FINDING_FREQUENCY: [
          'STRING',
          'Detector.FindingPublishingFrequency',
          'How often it exports findings that go on; NULL where the administrator was asked.',
        ],
        S3_LOGS: feature('S3_DATA_EVENTS', 'Whether it reads the data events of S3.'),
        EKS_AUDIT: feature('EKS_AUDIT_LOGS', 'Whether it reads the audit logs of EKS.'),
        MALWARE: feature('EBS_MALWARE_PROTECTION', 'Whether it looks for malware on volumes.'),
        RDS_LOGINS: feature('RDS_LOGIN_EVENTS', 'Whether it reads sign-ins to databases.'),
        LAMBDA_NETWORK: feature('LAMBDA_NETWORK_LOGS', 'Whether it reads the network traffic of functions.'),
        RUNTIME: feature('RUNTIME_MONITORING', 'Whether it looks into running hosts and containers.'),
        EKS_RUNTIME: feature('EKS_RUNTIME_MONITORING', 'Whether it looks into EKS alone, the older way.'),
        FEATURES: ['VARIANT', 'Detector.Features', 'All features with status and what is set within.'],
        SERVICE_ROLE_ARN: [
          'STRING',
          'Detector.ServiceRole',
          'Role by which it reads; NULL where the administrator was asked.',
        ],
        CREATED_AT: [
          'TIMESTAMP_LTZ',
          'Detector.CreatedAt',
          'When it was made; NULL where the administrator was asked.',
        ],
        TAGS: ['VARIANT', 'Detector.Tags', 'Tags as an object; NULL where the administrator was asked.'],
        SOURCE_ACCOUNT_ID: [
          'STRING',
          'SourceAccountId',
          'Account that was asked: the delegated administrator where it answers, else the account itself.',
        ],
      },
    },
  },
});

function hasDetector({ DetectorId }: RegionDetector): boolean {
  return DetectorId !== undefined;
}

/** Whether a feature is on: it is not where there is no detector, or the detector is off. */
function feature(name: DetectorFeatureResult, comment: string) {
  return [
    'BOOLEAN',
    (region: KnownRegion) =>
      ifKnown(
        region,
        ({ Status, Features = [] }) =>
          Status === 'ENABLED' && Features.some((each) => each.Name === name && each.Status === 'ENABLED'),
      ),
    comment,
  ] as const;
}

/** State of a detector; false where there is none, undefined where it could not be read. */
function ifKnown(region: KnownRegion, says: (detector: DetectorFacts) => boolean): boolean | undefined {
  if (!hasDetector(region)) return false;
  return region.Detector ? says(region.Detector) : undefined;
}
