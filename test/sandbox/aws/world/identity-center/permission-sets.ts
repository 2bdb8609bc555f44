import type { Partition } from '../../contract.ts';
import type { PermissionSetState } from '../../identity-center-state.ts';
import { createRandom } from '../random.ts';
import { newest, oldest } from '../times.ts';

const hex = '0123456789abcdef';

type Content = Omit<PermissionSetState, 'set'> & {
  readonly description?: string;
  readonly relayState?: string;
};

/** What each permission set grants; between them they have every kind of policy and of boundary. */
function contents(partition: Partition): Readonly<Record<string, Content>> {
  const managed = (...names: readonly string[]) =>
    names.map((Name) => ({ Name, Arn: `arn:${partition}:iam::aws:policy/${Name}` }));
  return {
    AdministratorAccess: {
      description: 'Everything, for emergencies',
      inlinePolicy: '',
      managedPolicies: managed('AdministratorAccess'),
      customerManagedPolicies: [],
    },
    ReadOnly: {
      description: 'Looking, not touching',
      inlinePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Action: 's3:GetObject', Resource: 'arn:aws:s3:::secret%2Fnames/*' }],
      }),
      managedPolicies: managed('ReadOnlyAccess', 'SecurityAudit'),
      customerManagedPolicies: [],
    },
    Developer: {
      inlinePolicy: '',
      managedPolicies: managed('PowerUserAccess'),
      customerManagedPolicies: [{ Name: 'developer-extras', Path: '/teams/' }],
      relayState: 'https://console.aws.amazon.com/lambda/home',
      boundary: { ManagedPolicyArn: `arn:${partition}:iam::aws:policy/PowerUserAccess` },
    },
    Billing: {
      description: 'Invoices and budgets',
      inlinePolicy: '',
      managedPolicies: managed('job-function/Billing'),
      customerManagedPolicies: [],
      boundary: { CustomerManagedPolicyReference: { Name: 'billing-boundary', Path: '/' } },
    },
    Unused: { inlinePolicy: '', managedPolicies: [], customerManagedPolicies: [] },
  };
}

/** The permission sets of an instance. The last one is provisioned nowhere. */
export function generatePermissionSets(
  seed: number,
  partition: Partition,
  instanceId: string,
): PermissionSetState[] {
  return Object.entries(contents(partition)).map(([name, { description, relayState, ...content }]) => {
    const random = createRandom(seed, 'identity center', 'permission set', name);
    return {
      ...content,
      set: {
        Name: name,
        PermissionSetArn: `arn:${partition}:sso:::permissionSet/${instanceId}/ps-${random.text(hex, 16)}`,
        ...(description ? { Description: description } : {}),
        CreatedDate: random.date(oldest, newest),
        SessionDuration: random.pick(['PT1H', 'PT4H', 'PT12H']),
        ...(relayState ? { RelayState: relayState } : {}),
      },
    };
  });
}
