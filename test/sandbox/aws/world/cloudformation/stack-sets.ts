import { type Account, AwsError } from '../../contract.ts';
import { lineage } from '../../organization-tree.ts';
import { need, type Place, type Properties, ResourceFailure } from './resource-kind.ts';
import { parameterValues, readTemplate, requireCapabilities } from './template.ts';

/** The trusted service without which a StackSet reaches no account of the organization. */
export const STACK_SETS_SERVICE = 'member.org.stacksets.cloudformation.amazonaws.com';

/** How a StackSet's stack comes to an account; says whether it did. */
export type InstanceMaker = (account: Account, instance: StackInstance) => boolean;

export interface StackInstance {
  readonly stackName: string;
  readonly templateText: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Brings a StackSet with service-managed permissions to every active account under its units but the management
 * account, which StackSets leave out. Gives its name. Throws a {@link ResourceFailure} where it is not taken, or where
 * more accounts fail than it tolerates.
 */
export function rollOut(place: Place, properties: Properties, make: InstanceMaker): string {
  const name = String(properties.StackSetName);
  for (const action of ['CreateStackSet', 'CreateStackInstances'])
    need(place, `cloudformation:${action}`, '*');
  requireAdministrator(place, properties);
  const templateText = String(properties.TemplateBody);
  const parameters = givenParameters(properties);
  checkTemplate(templateText, parameters, (properties.Capabilities ?? []) as string[]);
  const targets = targetsOf(place, properties);
  const failed = targets.filter(
    (account) => !make(account, { stackName: `StackSet-${name}`, templateText, parameters }),
  );
  const { FailureTolerancePercentage: tolerated = 0 } = (properties.OperationPreferences ?? {}) as {
    FailureTolerancePercentage?: number;
  };
  if (failed.length > Math.floor((targets.length * tolerated) / 100)) {
    throw new ResourceFailure(
      `Resource handler returned message: "Stack set operation failed in ${failed.length} accounts" (HandlerErrorCode: GeneralServiceException)`,
    );
  }
  return name;
}

function requireAdministrator(
  { world, account }: Place,
  { PermissionModel, CallAs = 'SELF' }: Properties,
): void {
  if (PermissionModel !== 'SERVICE_MANAGED') {
    throw new ResourceFailure(
      `The sandbox rolls out with SERVICE_MANAGED only, not ${String(PermissionModel)}`,
    );
  }
  if (!world.trustedServices.has(STACK_SETS_SERVICE)) {
    throw refused('You must enable organizations access to operate a service managed stack set');
  }
  const isDelegated = world.delegatedAdministrators.get(account.id)?.services.has(STACK_SETS_SERVICE);
  if (CallAs === 'SELF' ? !account.isManagement : isDelegated !== true) {
    throw refused(
      'You must be the management account or delegated admin account of an organization before operating a SERVICE_MANAGED stack set',
    );
  }
}

function checkTemplate(
  text: string,
  parameters: Readonly<Record<string, string>>,
  capabilities: readonly string[],
): void {
  try {
    const template = readTemplate(text);
    parameterValues(template, parameters);
    requireCapabilities(template, capabilities);
  } catch (error) {
    if (error instanceof AwsError) throw refused(error.message);
    throw error;
  }
}

function givenParameters(properties: Properties): Record<string, string> {
  const given = (properties.Parameters ?? []) as { ParameterKey: string; ParameterValue: string }[];
  return Object.fromEntries(given.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]));
}

function targetsOf({ world }: Place, properties: Properties): readonly Account[] {
  const groups = (properties.StackInstancesGroup ?? []) as {
    readonly DeploymentTargets: { readonly OrganizationalUnitIds?: readonly string[] };
  }[];
  const units = groups.flatMap(({ DeploymentTargets }) => DeploymentTargets.OrganizationalUnitIds ?? []);
  const unknown = units.find((id) => id !== world.rootId && !world.organizationalUnits.has(id));
  if (unknown !== undefined) throw refused(`OrganizationalUnit ${unknown} does not exist`);
  return [...world.accounts.values()].filter(
    ({ isManagement, state, parentId }) =>
      !isManagement && state === 'ACTIVE' && lineage(world, parentId).some((id) => units.includes(id)),
  );
}

function refused(message: string): ResourceFailure {
  return new ResourceFailure(
    `Resource handler returned message: "${message} (Service: CloudFormation, Status Code: 400)" (HandlerErrorCode: InvalidRequest)`,
  );
}
