import type { Account, PolicyDocument, Tag, World } from '../../contract.ts';
import { uuid } from '../identifiers.ts';
import { createRandom, type Random } from '../random.ts';
import { authority, revocationList } from './roles-anywhere-pem.ts';

/** A trust anchor, as the read handler of its type tells it; so are all here. */
export interface TrustAnchorState {
  readonly TrustAnchorId: string;
  readonly TrustAnchorArn: string;
  Name: string;
  Enabled: boolean;
  Source: {
    readonly SourceType: 'AWS_ACM_PCA' | 'CERTIFICATE_BUNDLE';
    readonly SourceData: { readonly AcmPcaArn?: string; readonly X509CertificateData?: string };
  };
  NotificationSettings: { Enabled: boolean; Event: string; Threshold: number; Channel: string }[];
  Tags: Tag[];
}

/** A profile. Its session policy is a text. */
export interface ProfileState {
  readonly ProfileId: string;
  readonly ProfileArn: string;
  Name: string;
  Enabled: boolean;
  RoleArns: string[];
  SessionPolicy?: string;
  ManagedPolicyArns: string[];
  DurationSeconds: number;
  RequireInstanceProperties: boolean;
  AcceptRoleSessionName: boolean;
  AttributeMappings: { CertificateField: string; MappingRules: { Specifier: string }[] }[];
  Tags: Tag[];
}

/** A certificate revocation list. */
export interface CrlState {
  readonly CrlId: string;
  Name: string;
  Enabled: boolean;
  TrustAnchorArn: string;
  CrlData: string;
  Tags: Tag[];
}

/** What IAM Roles Anywhere has in a region, each kind by id. */
export interface RolesAnywhereState {
  readonly trustAnchors: Map<string, TrustAnchorState>;
  readonly profiles: Map<string, ProfileState>;
  readonly crls: Map<string, CrlState>;
}

/** Where in the world. */
interface RolesAnywherePlace {
  readonly world: World;
  readonly account: Account;
  readonly region: string;
}

/** Edits go through `account.changeContent('rolesanywhere <region>', …)`. */
export function rolesAnywhereOf(place: RolesAnywherePlace): RolesAnywhereState {
  return place.account.content(`rolesanywhere ${place.region}`, () => {
    const { world, account, region } = place;
    const random = createRandom(world.seed, account.id, region, 'rolesanywhere');
    const isUsed = world.assetRegions.includes(region) && random.chance(0.5);
    const anchors = Array.from({ length: isUsed ? random.integer(1, 2) : 0 }, (_, n) =>
      trustAnchor(place, random, n),
    );
    const profiles = anchors.map((_, n) => profile(place, random, n));
    const crls = anchors.filter(() => random.chance(0.8)).map((anchor, n) => revoked(random, anchor, n));
    return {
      trustAnchors: new Map(anchors.map((each) => [each.TrustAnchorId, each])),
      profiles: new Map(profiles.map((each) => [each.ProfileId, each])),
      crls: new Map(crls.map((each) => [each.CrlId, each])),
    };
  });
}

/** ARN of a thing of IAM Roles Anywhere, or of all of its kind: `profile/*`. */
export function rolesAnywhereArn({ world, account, region }: RolesAnywherePlace, thing: string): string {
  return `arn:${world.partition}:rolesanywhere:${region}:${account.id}:${thing}`;
}

/** A profile that is on, named by its id, without roles and without anything that narrows its sessions. */
export function bareProfile(place: RolesAnywherePlace, name: string): ProfileState {
  return {
    ProfileId: name,
    ProfileArn: rolesAnywhereArn(place, `profile/${name}`),
    Name: name,
    Enabled: true,
    RoleArns: [],
    ManagedPolicyArns: [],
    DurationSeconds: 3_600,
    RequireInstanceProperties: false,
    AcceptRoleSessionName: false,
    AttributeMappings: [],
    Tags: [],
  };
}

function trustAnchor(place: RolesAnywherePlace, random: Random, n: number): TrustAnchorState {
  const { world, account, region } = place;
  const TrustAnchorId = uuid(random);
  const authorities = `arn:${world.partition}:acm-pca:${region}:${account.id}:certificate-authority`;
  return {
    TrustAnchorId,
    TrustAnchorArn: rolesAnywhereArn(place, `trust-anchor/${TrustAnchorId}`),
    Name: `workloads-${n}`,
    Enabled: random.chance(0.8),
    Source: random.chance(0.5)
      ? { SourceType: 'CERTIFICATE_BUNDLE', SourceData: { X509CertificateData: authority } }
      : { SourceType: 'AWS_ACM_PCA', SourceData: { AcmPcaArn: `${authorities}/${uuid(random)}` } },
    NotificationSettings: [
      { Enabled: true, Event: 'CA_CERTIFICATE_EXPIRY', Threshold: 45, Channel: 'ALL' },
      { Enabled: true, Event: 'END_ENTITY_CERTIFICATE_EXPIRY', Threshold: 45, Channel: 'ALL' },
    ],
    Tags: tags(random),
  };
}

function profile(place: RolesAnywherePlace, random: Random, n: number): ProfileState {
  const { world, account } = place;
  const ProfileId = uuid(random);
  const readOnly = `arn:${world.partition}:iam::aws:policy/ReadOnlyAccess`;
  return {
    ProfileId,
    ProfileArn: rolesAnywhereArn(place, `profile/${ProfileId}`),
    Name: `workloads-${n}`,
    Enabled: random.chance(0.8),
    RoleArns: [...account.iam().roles.values()].slice(0, random.integer(1, 2)).map(({ Arn }) => Arn),
    ...(random.chance(0.4) ? { SessionPolicy: JSON.stringify(readsObjects) } : {}),
    ManagedPolicyArns: random.chance(0.3) ? [readOnly] : [],
    DurationSeconds: random.pick([900, 3_600, 43_200]),
    RequireInstanceProperties: false,
    AcceptRoleSessionName: random.chance(0.3),
    AttributeMappings: ['x509Subject', 'x509Issuer', 'x509SAN'].map((CertificateField) => ({
      CertificateField,
      MappingRules: [{ Specifier: '*' }],
    })),
    Tags: tags(random),
  };
}

const readsObjects: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['*'] }],
};

function revoked(random: Random, { TrustAnchorArn }: TrustAnchorState, n: number): CrlState {
  return {
    CrlId: uuid(random),
    Name: `taken-back-${n}`,
    Enabled: random.chance(0.8),
    TrustAnchorArn,
    CrlData: revocationList,
    Tags: tags(random),
  };
}

function tags(random: Random): Tag[] {
  return random.chance(0.6) ? [{ Key: 'team', Value: 'platform' }] : [];
}
