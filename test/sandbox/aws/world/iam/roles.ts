import type { IamRole, ManagedPolicy, PolicyDocument } from '../../contract.ts';
import { type Blueprint, iamArn, quantity, randomOf } from '../blueprint.ts';
import { iamId } from '../identifiers.ts';
import type { Random } from '../random.ts';
import { newest, oldest, recent } from '../times.ts';
import { awsManagedPolicyArn } from './aws-managed-policies.ts';
import { instanceProfile, instanceRoles } from './instance-profiles.ts';
import { permissionDocument } from './policy-documents.ts';
import {
  accountTrust,
  everyoneTrust,
  githubTrust,
  organizationTrust,
  samlTrust,
  serviceTrust,
  vendorTrust,
} from './trust-policies.ts';

interface RoleFacts {
  readonly name: string;
  readonly path?: string;
  readonly description?: string;
  readonly trustPolicy: PolicyDocument;
  readonly attached?: readonly string[];
}

/** The roles AWS and the landing zone make, then those of the applications. */
export function generateRoles(blueprint: Blueprint, policies: readonly ManagedPolicy[]): IamRole[] {
  const count = quantity(blueprint, randomOf(blueprint, 'roles'), {
    small: [3, 8],
    medium: [10, 35],
    large: [130, 260],
  });
  const applications = Array.from({ length: count }, (_, index) => application(blueprint, index));
  return [...standing(blueprint), ...applications].map((facts) => role(blueprint, facts, policies));
}

function standing(blueprint: Blueprint): RoleFacts[] {
  const random = randomOf(blueprint, 'standing roles');
  const linked = (service: string, name: string, policy: string): RoleFacts => ({
    name,
    path: `/aws-service-role/${service}.amazonaws.com/`,
    trustPolicy: serviceTrust(blueprint, service),
    attached: [policy],
  });
  const isManagement = blueprint.accountId === blueprint.managementAccountId;
  return [
    linked('organizations', 'AWSServiceRoleForOrganizations', 'AWSOrganizationsServiceTrustPolicy'),
    linked('support', 'AWSServiceRoleForSupport', 'AWSSupportServiceRolePolicy'),
    {
      name: `AWSReservedSSO_AdministratorAccess_${random.text('0123456789abcdef', 16)}`,
      path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
      description: 'Break glass',
      trustPolicy: samlTrust(blueprint),
      attached: ['AdministratorAccess'],
    },
    ...(isManagement
      ? []
      : [
          {
            name: 'OrganizationAccountAccessRole',
            trustPolicy: accountTrust(blueprint, blueprint.managementAccountId),
            attached: ['AdministratorAccess'],
          },
        ]),
    ...instanceRoles.map((name) => ({
      name,
      description: `Worn by ${name} instances`,
      trustPolicy: serviceTrust(blueprint, 'ec2'),
      attached: ['AmazonSSMManagedInstanceCore'],
    })),
    ...(random.chance(0.05) ? [{ name: 'legacy-open-access', trustPolicy: everyoneTrust() }] : []),
  ];
}

function application(blueprint: Blueprint, index: number): RoleFacts {
  const random = randomOf(blueprint, 'application role', index);
  const subject = random.pick([
    'orders',
    'billing',
    'search',
    'etl',
    'catalogue',
    'notify',
    'deploy',
    'metrics',
  ]);
  const kinds: (() => RoleFacts)[] = [
    () => ({
      name: `${subject}-lambda-${index}`,
      path: '/service-role/',
      trustPolicy: serviceTrust(blueprint, 'lambda'),
      attached: ['AWSLambdaBasicExecutionRole'],
    }),
    () => ({
      name: `${subject}-task-${index}`,
      trustPolicy: serviceTrust(blueprint, 'ecs-tasks'),
      attached: ['AmazonECSTaskExecutionRolePolicy'],
    }),
    () => ({ name: `vendor-${subject}-${index}`, trustPolicy: vendorTrust(blueprint, random) }),
    () => ({ name: `github-${subject}-${index}`, trustPolicy: githubTrust(blueprint, `example/${subject}`) }),
    () => ({ name: `shared-${subject}-${index}`, trustPolicy: organizationTrust(blueprint) }),
  ];
  return { description: `Runs ${subject}, owner: team "${subject}" <é>`, ...random.pick(kinds)() };
}

function role(blueprint: Blueprint, facts: RoleFacts, policies: readonly ManagedPolicy[]): IamRole {
  const random = randomOf(blueprint, 'role', facts.name);
  const path = facts.path ?? '/';
  const created = random.date(oldest, newest);
  const isOurs = !path.startsWith('/aws-');
  const profileOf = instanceRoles.find((name) => name === facts.name);
  return {
    RoleName: facts.name,
    RoleId: iamId(random, 'AROA'),
    Arn: iamArn(blueprint, 'role', path, facts.name),
    Path: path,
    CreateDate: created,
    ...(facts.description === undefined ? {} : { Description: facts.description }),
    MaxSessionDuration: random.pick([3600, 3600, 3600, 14_400, 43_200]),
    trustPolicy: facts.trustPolicy,
    inlinePolicies:
      isOurs && random.chance(0.35)
        ? [{ PolicyName: `${facts.name}-inline`, Document: permissionDocument(blueprint, random) }]
        : [],
    attachedPolicyArns: [
      ...(facts.attached ?? []).map((name) => awsManagedPolicyArn(blueprint.partition, name)),
      ...(isOurs ? random.sample(policies, random.integer(0, 3)).map(({ Arn }) => Arn) : []),
    ],
    ...boundary(random, policies, isOurs),
    ...lastUsed(blueprint, random, created),
    tags:
      isOurs && random.chance(0.4)
        ? [{ Key: 'team', Value: random.pick(['core', 'growth', 'ops+sre']) }]
        : [],
    ...(profileOf === undefined ? {} : { instanceProfile: instanceProfile(blueprint, profileOf) }),
  };
}

function boundary(
  random: Random,
  policies: readonly ManagedPolicy[],
  isOurs: boolean,
): Pick<IamRole, 'permissionsBoundaryArn'> {
  return isOurs && random.chance(0.15) ? { permissionsBoundaryArn: random.pick(policies).Arn } : {};
}

function lastUsed(blueprint: Blueprint, random: Random, created: Date): Pick<IamRole, 'lastUsed'> {
  if (random.chance(0.4)) return {};
  return {
    lastUsed: {
      date: random.date(created < recent ? recent : created, newest),
      region: random.pick(blueprint.assetRegions),
    },
  };
}
