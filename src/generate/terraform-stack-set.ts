import { block, hclString } from './hcl.ts';
import { memberRole } from './roles.ts';

/** Parts of a StackSet of the member role; all but `callAs` are expressions of HCL. */
export interface StackSetParts {
  readonly name: string;
  readonly body: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly callAs: 'SELF' | 'DELEGATED_ADMIN';
}

const ALL_AT_ONCE = block('operation_preferences', [
  'failure_tolerance_percentage = 100',
  'max_concurrent_percentage    = 100',
]);

/** The StackSet that brings the member role to the units of `var.organizational_unit_ids`. */
export function stackSetBlocks({ name, body, parameters, callAs }: StackSetParts): string {
  const delegated = callAs === 'SELF' ? [] : [`call_as          = ${hclString(callAs)}`];
  const stackSet = block('resource "aws_cloudformation_stack_set" "members"', [
    `name             = ${name}`,
    `description      = ${hclString(memberRole.doc)}`,
    'permission_model = "SERVICE_MANAGED"',
    ...delegated,
    'capabilities     = ["CAPABILITY_NAMED_IAM"]',
    `template_body    = ${body}`,
    '',
    block('parameters =', aligned(parameters)),
    '',
    block('auto_deployment', [
      'enabled                          = true',
      'retain_stacks_on_account_removal = false',
    ]),
    '',
    block('managed_execution', ['active = true']),
    '',
    ALL_AT_ONCE,
    '',
    block('lifecycle', [
      '# AWS fills it in although the permissions are managed by the service.',
      'ignore_changes = [administration_role_arn]',
    ]),
  ]);
  const instances = block('resource "aws_cloudformation_stack_instances" "members"', [
    'stack_set_name = aws_cloudformation_stack_set.members.name',
    ...delegated.map((line) => line.replace(/ +=/, '        =')),
    '',
    block('deployment_targets', ['organizational_unit_ids = var.organizational_unit_ids']),
    '',
    ALL_AT_ONCE,
  ]);
  return `# Needs trusted access of StackSets to Organizations.\n${stackSet}\n${instances}`;
}

function aligned(values: Readonly<Record<string, string>>): readonly string[] {
  const width = Math.max(...Object.keys(values).map((key) => key.length));
  return Object.entries(values).map(([key, value]) => `${key.padEnd(width)} = ${value}`);
}
