import type { Keys } from './cloud.ts';
import { send } from './raw-request.ts';

/** What `aws cloudformation deploy` is told. */
export interface Deployment {
  readonly stackName: string;
  readonly template: string;
  readonly capabilities?: readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Looks until a stack is done; more than AWS's emulator ever needs. */
const LOOKS = 10;

/**
 * The calls of `aws cloudformation deploy`, one by one, as its source has them. Gives what the command says at the end,
 * and throws what it fails with. Nothing waits between the looks.
 */
export async function deployAsTheCli(url: string, keys: Keys, deployment: Deployment): Promise<string> {
  const { stackName: StackName, template, capabilities = [], parameters = {} } = deployment;
  const call = (action: string, input: Record<string, string>) =>
    callCloudFormation(url, keys, action, input);
  const held = await call('DescribeStacks', { StackName }).catch((error: unknown) => {
    if (String(error).includes(`Stack with id ${StackName} does not exist`)) return undefined;
    throw error;
  });
  const isNew = held === undefined || textOf(held, 'StackStatus') === 'REVIEW_IN_PROGRESS';
  const kept = isNew ? [] : textsOf(await call('GetTemplateSummary', { StackName }), 'ParameterKey');
  const created = await call('CreateChangeSet', {
    StackName,
    ChangeSetName: `awscli-cloudformation-package-deploy-${Date.now()}`,
    TemplateBody: template,
    ChangeSetType: isNew ? 'CREATE' : 'UPDATE',
    Description: `Created by AWS CLI at ${new Date().toISOString()} UTC`,
    ...parametersOf(template, parameters, kept),
    ...numbered('Capabilities', capabilities),
  });
  const ChangeSetName = textOf(created, 'Id');
  const changeSet = await until(() => call('DescribeChangeSet', { ChangeSetName, StackName }), 'Status');
  if (textOf(changeSet, 'Status') === 'FAILED') {
    const reason = textOf(changeSet, 'StatusReason');
    if (reason.includes("didn't contain changes"))
      return `No changes to deploy. Stack ${StackName} is up to date`;
    throw new Error(`Failed to create the changeset: ${reason}`);
  }
  await call('ExecuteChangeSet', { ChangeSetName, StackName, DisableRollback: 'false' });
  const stack = await until(() => call('DescribeStacks', { StackName }), 'StackStatus');
  if (!/^(?:CREATE|UPDATE)_COMPLETE$/.test(textOf(stack, 'StackStatus'))) {
    throw new Error(`Failed to create/update the stack: ${textOf(stack, 'StackStatusReason')}`);
  }
  return `Successfully created/updated stack - ${StackName}`;
}

/** One signed call of CloudFormation's query API; throws its error as `Code: message`. */
export async function callCloudFormation(
  url: string,
  keys: Keys,
  action: string,
  input: Readonly<Record<string, string>> = {},
): Promise<string> {
  const body = new URLSearchParams({ Action: action, Version: '2010-05-15', ...input }).toString();
  const answer = await send({ aws: { url } }, keys, { service: 'cloudformation', body });
  if (answer.status === 200) return answer.body;
  throw new Error(`${textOf(answer.body, 'Code')}: ${textOf(answer.body, 'Message')}`);
}

/** The text of the first element of that name; empty where there is none. */
export function textOf(xml: string, name: string): string {
  return textsOf(xml, name)[0] ?? '';
}

/** The texts of all elements of that name. */
export function textsOf(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
  );
}

async function until(look: () => Promise<string>, status: string): Promise<string> {
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const answer = await look();
    if (!textOf(answer, status).endsWith('_IN_PROGRESS')) return answer;
  }
  throw new Error(`still in progress after ${LOOKS} looks`);
}

function parametersOf(
  template: string,
  given: Readonly<Record<string, string>>,
  kept: readonly string[],
): Record<string, string> {
  const { Parameters = {} } = JSON.parse(template) as { Parameters?: Record<string, unknown> };
  const members = Object.keys(Parameters).flatMap((name): Record<string, string>[] => {
    const value = given[name];
    if (value !== undefined) return [{ ParameterKey: name, ParameterValue: value }];
    return kept.includes(name) ? [{ ParameterKey: name, UsePreviousValue: 'true' }] : [];
  });
  return Object.fromEntries(
    members.flatMap((member, index) =>
      Object.entries(member).map(([key, value]) => [`Parameters.member.${index + 1}.${key}`, value]),
    ),
  );
}

function numbered(name: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${name}.member.${index + 1}`, value]));
}
