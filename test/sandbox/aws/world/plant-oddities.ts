import type { World } from '../contract.ts';
import { iamId } from './identifiers.ts';
import { accountOf, addUser } from './plant.ts';
import { createRandom } from './random.ts';
import { newest } from './times.ts';

/**
 * A user full of what IAM lets through and readers stumble over: line and paragraph separators, right-to-left
 * marks, letters outside the basic plane, markup, quotes, every punctuation a path may hold. NUL and lone
 * surrogates are not among them: neither can travel in XML. Returns the user's name.
 */
export function makeUserWithOddStrings(world: World, accountId: string): string {
  const { UserName } = addUser(world, accountId, 'odd+strings=@-_.,', newest);
  accountOf(world, accountId).changeIam((iam) => {
    const user = iam.users.get(UserName);
    if (user === undefined) return;
    user.Path = '/!"#$%&\'()*+,-.:;<=>?@[\\]^_`{|}~/';
    user.Arn = `arn:${world.partition}:iam::${accountId}:user${user.Path}${UserName}`;
    user.tags = [
      { Key: 'separators', Value: 'line\u2028paragraph\u2029nbsp\u00a0end' },
      { Key: 'letters', Value: '𠮷野家 שָׁלוֹם ﷺ ß İ' },
      { Key: 'looks like null', Value: 'null' },
      { Key: 'looks like a number', Value: '007' },
      { Key: 'duplicate', Value: 'lower' },
      { Key: 'Duplicate', Value: 'upper' },
      { Key: 'empty', Value: '' },
    ];
    user.inlinePolicies = [
      {
        PolicyName: 'odd+policy=,.@-_',
        Document: {
          Version: '2012-10-17',
          Id: 'control \u0009\u000a\u000d, Latin ÿ\u00a0\u0085, markup ]]><&amp;"\'\\',
          Statement: [{ Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:::%2F+ /é' }],
        },
      },
    ];
  });
  return UserName;
}

/** A customer-managed policy whose document is at least this long, far above what IAM takes. Returns its ARN. */
export function bigPolicy(world: World, accountId: string, bytes: number): string {
  const name = `big-${bytes}`;
  const arn = `arn:${world.partition}:iam::${accountId}:policy/${name}`;
  const resource = 'arn:aws:s3:::a-bucket-with-a-long-name/and/a/long/prefix/*';
  accountOf(world, accountId).changeIam((iam) => {
    iam.policies.set(arn, {
      PolicyName: name,
      PolicyId: iamId(createRandom(world.seed, accountId, name), 'ANPA'),
      Arn: arn,
      Path: '/',
      CreateDate: newest,
      UpdateDate: newest,
      DefaultVersionId: 'v1',
      versions: [
        {
          VersionId: 'v1',
          CreateDate: newest,
          Document: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: 's3:GetObject',
                Resource: Array<string>(Math.ceil(bytes / resource.length)).fill(resource),
              },
            ],
          },
        },
      ],
    });
  });
  return arn;
}

/** So many roles more that no single page holds the account's IAM. */
export function addRoles(world: World, accountId: string, count: number): void {
  accountOf(world, accountId).changeIam((iam) => {
    for (let index = 0; index < count; index += 1) {
      const name = `bulk-${String(index).padStart(5, '0')}`;
      iam.roles.set(name, {
        RoleName: name,
        RoleId: iamId(createRandom(world.seed, accountId, name), 'AROA'),
        Arn: `arn:${world.partition}:iam::${accountId}:role/bulk/${name}`,
        Path: '/bulk/',
        CreateDate: newest,
        MaxSessionDuration: 3600,
        trustPolicy: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
        inlinePolicies: [],
        attachedPolicyArns: [],
        tags: [],
      });
    }
  });
}
