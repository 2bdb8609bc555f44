import type { AccessKey, IamGroup, IamUser, ManagedPolicy, MfaDevice } from '../../contract.ts';
import { type Blueprint, iamArn, quantity, randomOf } from '../blueprint.ts';
import { accessKeyId, iamId, secretAccessKey } from '../identifiers.ts';
import type { Random } from '../random.ts';
import { newest, oldest, recent } from '../times.ts';
import { awsManagedPolicyArn } from './aws-managed-policies.ts';
import { permissionDocument } from './policy-documents.ts';

const firstNames = [
  'ana',
  'bo',
  'chidi',
  'dagny',
  'emre',
  'fatima',
  'goran',
  'hana',
  'ines',
  'jose',
  'kei',
  'lena',
];
const robots = ['ci-deploy', 'terraform', 'backup-agent', 'legacy-app', 'log-shipper', 'partner-sync'];
/** Every character IAM allows in a user name besides letters and digits is in here. */
const oddUserNames = ['smith,john', 'a+b=c@example.com', '_under.score-dash', 'MiXeD.CaSe@Example.COM'];

/** People with a password and maybe MFA, robots with keys, some with both, some with neither. */
export function generateUsers(
  blueprint: Blueprint,
  groups: readonly IamGroup[],
  policies: readonly ManagedPolicy[],
): IamUser[] {
  const count = quantity(blueprint, randomOf(blueprint, 'users'), {
    small: [2, 6],
    medium: [5, 20],
    large: [60, 120],
  });
  return Array.from({ length: count }, (_, index) => user(blueprint, index, groups, policies));
}

function user(
  blueprint: Blueprint,
  index: number,
  groups: readonly IamGroup[],
  policies: readonly ManagedPolicy[],
): IamUser {
  const random = randomOf(blueprint, 'user', index);
  const isRobot = random.chance(0.35);
  const name = userName(random, index, isRobot);
  const path = isRobot ? '/robots/' : random.pick(['/', '/', '/people/']);
  const created = random.date(oldest, newest);
  const passwordEnabled = !isRobot && random.chance(0.8);
  return {
    UserName: name,
    UserId: iamId(random, 'AIDA'),
    Arn: iamArn(blueprint, 'user', path, name),
    Path: path,
    CreateDate: created,
    passwordEnabled,
    ...(passwordEnabled ? { passwordLastChanged: random.date(created, newest) } : {}),
    ...(passwordEnabled && random.chance(0.75) ? { PasswordLastUsed: random.date(created, newest) } : {}),
    mfaDevices: passwordEnabled && random.chance(0.6) ? mfaDevices(blueprint, random, name, created) : [],
    accessKeys: Array.from({ length: isRobot ? random.pick([1, 1, 2]) : random.pick([0, 0, 0, 1, 2]) }, () =>
      accessKey(blueprint, random, created),
    ),
    groups: random.sample(groups, isRobot ? 0 : random.integer(0, 2)).map(({ GroupName }) => GroupName),
    inlinePolicies:
      isRobot && random.chance(0.5)
        ? [{ PolicyName: `${name}-access`, Document: permissionDocument(blueprint, random) }]
        : [],
    attachedPolicyArns: [
      ...(passwordEnabled ? [awsManagedPolicyArn(blueprint.partition, 'IAMUserChangePassword')] : []),
      ...random.sample(policies, random.integer(0, 2)).map(({ Arn }) => Arn),
    ],
    ...(random.chance(0.1)
      ? { permissionsBoundaryArn: awsManagedPolicyArn(blueprint.partition, 'PowerUserAccess') }
      : {}),
    tags: random.chance(0.5)
      ? [{ Key: 'department', Value: random.pick(['R+D', 'Ventes / été', '財務', '']) }]
      : [],
  };
}

function userName(random: Random, index: number, isRobot: boolean): string {
  const odd = index % 13 === 1 ? oddUserNames[Math.floor(index / 13) % oddUserNames.length] : undefined;
  if (odd !== undefined && index < 13 * oddUserNames.length) return odd;
  return isRobot ? `${random.pick(robots)}-${index}` : `${random.pick(firstNames)}.${index}`;
}

function mfaDevices(blueprint: Blueprint, random: Random, name: string, created: Date): MfaDevice[] {
  const serials = [
    iamArn(blueprint, 'mfa', '/', name),
    iamArn(blueprint, 'u2f', '/user/', `${name}/key-${random.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 26)}`),
    `GAHT${random.text('0123456789', 8)}`,
  ];
  const chosen = random.chance(0.7) ? serials.slice(0, 1) : random.sample(serials, random.integer(1, 2));
  return chosen.map((SerialNumber) => ({ SerialNumber, EnableDate: random.date(created, newest) }));
}

function accessKey(blueprint: Blueprint, random: Random, created: Date): AccessKey {
  const made = random.date(created, newest);
  return {
    AccessKeyId: accessKeyId(random, blueprint.accountId),
    secretAccessKey: secretAccessKey(random),
    Status: random.chance(0.75) ? 'Active' : 'Inactive',
    CreateDate: made,
    ...(random.chance(0.7)
      ? {
          lastUsed: {
            date: random.date(made < recent && random.chance(0.6) ? recent : made, newest),
            region: random.pick(blueprint.assetRegions),
            service: random.pick(['s3', 'ec2', 'sts', 'iam', 'dynamodb']),
          },
        }
      : {}),
  };
}
