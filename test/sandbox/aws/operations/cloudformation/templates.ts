import type { OperationCall } from '../../contract.ts';
import type { Stack } from '../../stack-state.ts';
import { SandboxDefect } from '../../wire/protocol.ts';
import { neededCapabilities, readTemplate } from '../../world/cloudformation/template.ts';
import { invalid, knownStack } from './stack-call.ts';

interface TemplateInput {
  readonly TemplateBody?: string;
  readonly TemplateURL?: string;
  readonly UsePreviousTemplate?: boolean;
  readonly StackName?: string;
}

/** The text of the template that a call names in one of the ways there are. */
export function requestedTemplate(input: TemplateInput, held: Stack | undefined): string {
  if (input.TemplateURL !== undefined) throw new SandboxDefect('templates in S3 are not read here');
  if (input.TemplateBody !== undefined) return input.TemplateBody;
  if (input.UsePreviousTemplate === true && held !== undefined) return held.templateText;
  throw invalid('Either Template URL or Template Body must be specified.');
}

/** What a template asks for and needs, without deploying it. */
export function validateTemplate(call: OperationCall & { readonly input: TemplateInput }) {
  const { Parameters: parameters, ...summary } = summaryOf(requestedTemplate(call.input, undefined));
  const { ResourceTypes: _, Version: __, ...validated } = summary;
  return { ...validated, Parameters: parameters.map(({ ParameterType: ___, ...parameter }) => parameter) };
}

/** The same, with types, and of a deployed stack as well. */
export function getTemplateSummary(call: OperationCall & { readonly input: TemplateInput }) {
  const { StackName, TemplateBody } = call.input;
  const held =
    TemplateBody === undefined && StackName !== undefined ? knownStack(call, StackName) : undefined;
  return summaryOf(held?.templateText ?? requestedTemplate(call.input, undefined));
}

function summaryOf(text: string) {
  const template = readTemplate(text);
  const { capability, types } = neededCapabilities(template);
  return {
    Parameters: Object.entries(template.Parameters ?? {}).map(([ParameterKey, parameter]) => ({
      ParameterKey,
      ...(parameter.Default === undefined ? {} : { DefaultValue: parameter.Default }),
      ParameterType: parameter.Type,
      NoEcho: parameter.NoEcho === true,
      ...(parameter.Description === undefined ? {} : { Description: parameter.Description }),
    })),
    ...(template.Description === undefined ? {} : { Description: template.Description }),
    ...(capability === undefined
      ? {}
      : {
          Capabilities: [capability],
          CapabilitiesReason: `The following resource(s) require capabilities: [${types.join(', ')}]`,
        }),
    ResourceTypes: Object.values(template.Resources).map(({ Type }) => Type),
    ...(template.AWSTemplateFormatVersion === undefined
      ? {}
      : { Version: template.AWSTemplateFormatVersion }),
    DeclaredTransforms: [],
  };
}
