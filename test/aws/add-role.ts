import type { PolicyDocument, World } from '../sandbox/aws/contract.ts';
import { accountOf } from '../sandbox/aws/world/plant.ts';

/** Plants a role in an account. Returns its ARN. */
export function addRole(
  world: World,
  accountId: string,
  name: string,
  trustPolicy: PolicyDocument,
  actions: readonly string[],
): string {
  const arn = `arn:${world.partition}:iam::${accountId}:role/${name}`;
  accountOf(world, accountId).changeIam((iam) => {
    iam.roles.set(name, {
      RoleName: name,
      RoleId: `AROA${name.toUpperCase().replaceAll('-', '').padEnd(16, 'X')}`,
      Arn: arn,
      Path: '/',
      CreateDate: new Date('2024-01-01T00:00:00Z'),
      MaxSessionDuration: 3600,
      trustPolicy,
      inlinePolicies: [
        {
          PolicyName: 'inline',
          Document: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: [...actions], Resource: '*' }],
          },
        },
      ],
      attachedPolicyArns: [],
      tags: [],
    });
  });
  return arn;
}
