import type { Cast } from '../demo/organization.ts';
import type { PolicyDocument, World } from '../sandbox/aws/contract.ts';
import { accountOf } from '../sandbox/aws/world/plant.ts';

type Statement = PolicyDocument['Statement'][number];

type Conditions = NonNullable<Statement['Condition']>;

/** A role by whom it trusts, and the detections of trust that fail for it. */
interface TrustCase {
  readonly trust: (place: Place) => Partial<Statement> | readonly Partial<Statement>[];
  readonly fails: readonly string[];
}

/** What a trust policy may name. */
interface Place {
  readonly own: string;
  readonly member: string;
}

const STRANGER = '999900001111';
const GITHUB = 'token.actions.githubusercontent.com';

const everybody = (Condition?: Conditions) => () => ({
  Principal: { AWS: '*' },
  ...(Condition ? { Condition } : {}),
});

const stranger = (Condition?: Conditions) => () => ({
  Principal: { AWS: `arn:aws:iam::${STRANGER}:root` },
  ...(Condition ? { Condition } : {}),
});

const github =
  (Condition: Conditions) =>
  ({ own }: Place) => ({
    Principal: { Federated: `arn:aws:iam::${own}:oidc-provider/${GITHUB}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' }, ...Condition },
  });

const EXTERNAL = 'iam_trust_external';
const NO_ID = 'iam_trust_no_external_id';
const WILDCARD = 'iam_trust_wildcard';
const SUBJECT = 'iam_trust_oidc_subject';
const DEPUTY = 'iam_trust_service_confused_deputy';

/** Ways to write whom a role trusts, by the name of the role. */
export const TRUST_CASES: Readonly<Record<string, TrustCase>> = {
  'trust-own': { trust: ({ own }) => ({ Principal: { AWS: own } }), fails: [] },
  'trust-member': {
    trust: ({ member }) => ({ Principal: { AWS: [`arn:aws:iam::${member}:root`] } }),
    fails: [],
  },
  'trust-gone': { trust: () => ({ Principal: { AWS: 'AROAEXAMPLEGONE000000' } }), fails: [] },
  'trust-saml': {
    trust: ({ own }) => ({
      Principal: { Federated: `arn:aws:iam::${own}:saml-provider/people` },
      Action: 'sts:AssumeRoleWithSAML',
    }),
    fails: [],
  },
  'trust-stranger': { trust: stranger(), fails: [EXTERNAL, NO_ID] },
  'trust-stranger-china': {
    trust: () => ({ Principal: { AWS: `arn:aws-cn:iam::${STRANGER}:role/vendor` } }),
    fails: [EXTERNAL, NO_ID],
  },
  'trust-stranger-list': {
    trust: ({ own, member }) => [
      {
        Principal: { AWS: [own, member, STRANGER] },
        Condition: { StringEquals: { 'sts:ExternalId': 'ours' } },
      },
      { Principal: { AWS: own } },
    ],
    fails: [EXTERNAL],
  },
  'trust-stranger-id': {
    trust: stranger({ StringEquals: { 'STS:externalid': ['ours', 'ours-too'] } }),
    fails: [EXTERNAL],
  },
  'trust-stranger-any-id': {
    trust: stranger({ StringLike: { 'sts:ExternalId': '*' } }),
    fails: [EXTERNAL, NO_ID],
  },
  'trust-stranger-perhaps-id': {
    trust: stranger({ StringEqualsIfExists: { 'sts:ExternalId': 'ours' } }),
    fails: [EXTERNAL, NO_ID],
  },
  'trust-stranger-not-id': {
    trust: stranger({ StringNotEquals: { 'sts:ExternalId': 'theirs' } }),
    fails: [EXTERNAL, NO_ID],
  },
  'trust-stranger-denied': {
    trust: () => ({ Effect: 'Deny', Principal: { AWS: STRANGER } }),
    fails: [],
  },
  'trust-everybody': { trust: everybody(), fails: [WILDCARD] },
  'trust-everybody-text': { trust: () => ({ Principal: '*' }) as Partial<Statement>, fails: [WILDCARD] },
  'trust-everybody-id': {
    trust: everybody({ StringEquals: { 'sts:ExternalId': 'ours' } }),
    fails: [WILDCARD],
  },
  'trust-everybody-organization': {
    trust: everybody({ StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } }),
    fails: [],
  },
  'trust-everybody-any-organization': {
    trust: everybody({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } }),
    fails: [WILDCARD],
  },
  'trust-everybody-paths': {
    trust: everybody({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-exampleorg1/*'] } }),
    fails: [],
  },
  'trust-everybody-all-paths': {
    trust: everybody({ 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': ['o-exampleorg1/*'] } }),
    fails: [WILDCARD],
  },
  'trust-github': { trust: github({}), fails: [SUBJECT] },
  'trust-github-any': { trust: github({ StringLike: { [`${GITHUB}:sub`]: 'repo:*' } }), fails: [SUBJECT] },
  'trust-github-one-of-any': {
    trust: github({ StringLike: { [`${GITHUB}:sub`]: ['repo:acme/app:*', 'repo:*/app:*'] } }),
    fails: [SUBJECT],
  },
  'trust-github-repository': {
    trust: github({ StringLike: { [`${GITHUB}:sub`]: ['repo:acme/app:*', 'repo:acme/other:*'] } }),
    fails: [],
  },
  'trust-cognito': {
    trust: () => ({
      Principal: { Federated: 'cognito-identity.amazonaws.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:pool' } },
    }),
    fails: [],
  },
  'trust-service': { trust: () => ({ Principal: { Service: 'config.amazonaws.com' } }), fails: [DEPUTY] },
  'trust-service-source': {
    trust: ({ own }) => ({
      Principal: { Service: 'config.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': own } },
    }),
    fails: [],
  },
  'trust-service-list': {
    trust: () => ({ Principal: { Service: ['ec2.amazonaws.com', 'config.amazonaws.com'] } }),
    fails: [DEPUTY],
  },
};

/** Plants a role for each case in a sound account; all of them were used lately. */
export function plantTrust(world: World, cast: Cast): void {
  const place = { own: cast.changes, member: cast.closesLater };
  accountOf(world, cast.changes).changeIam((iam) => {
    for (const [index, [name, { trust }]] of Object.entries(TRUST_CASES).entries()) {
      iam.roles.set(name, {
        RoleName: name,
        RoleId: `AROAPLANTEDTRUST${String(index).padStart(5, '0')}`,
        Arn: roleArn(world, cast, name),
        Path: '/',
        CreateDate: new Date('2026-11-01T00:00:00Z'),
        MaxSessionDuration: 3600,
        trustPolicy: {
          Version: '2012-10-17',
          Statement: [trust(place)]
            .flat()
            .map((part) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...part }) as Statement),
        },
        inlinePolicies: [],
        attachedPolicyArns: [],
        lastUsed: { date: new Date('2026-11-10T00:00:00Z'), region: 'us-east-1' },
        tags: [],
      });
    }
  });
}

export function roleArn(world: World, cast: Cast, name: string): string {
  return `arn:${world.partition}:iam::${cast.changes}:role/${name}`;
}
