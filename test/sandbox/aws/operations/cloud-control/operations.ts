import { hash } from 'node:crypto';
import type {
  GetResourceInput,
  GetResourceOutput,
  ListResourcesInput,
  ListResourcesOutput,
} from '@aws-sdk/client-cloudcontrol';
import { AwsError, type Operation, type OperationCall } from '../../contract.ts';
import { pageOf } from '../../page-token.ts';
import { SandboxDefect } from '../../wire/protocol.ts';
import { typed } from '../typed.ts';
import type { ResourceType } from './resource-type.ts';
import { rolesAnywhereTypes } from './roles-anywhere.ts';

/** Types that the sandbox has handlers of. */
const TYPES: Readonly<Record<string, ResourceType>> = rolesAnywhereTypes;

/** Pages hold so many whatever is asked for: MaxResults is reserved (aws/aws-sdk#764). */
const PAGE = 25;

const TYPE_NAME = /^[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}(::MODULE)?$/;

/** Cloud Control, as far as it reads. */
export const cloudControlOperations: Readonly<Record<string, Operation>> = {
  ListResources: typed<ListResourcesInput, ListResourcesOutput>((call) => {
    const { TypeName = '', MaxResults = PAGE, NextToken, ...others } = call.input;
    refuseOthers('ListResources', others);
    if (MaxResults < 1 || MaxResults > 100) throw invalid(`MaxResults ${MaxResults} is not from 1 to 100`);
    const type = typeOf(call, TypeName);
    require(call, TypeName, type, type.list, type.listed(call));
    const page = pageOf(call, {
      list: `ListResources ${TypeName} ${call.region}`,
      items: type.resources(call),
      size: PAGE,
      token: NextToken,
      invalidToken: () => new AwsError('InvalidRequestException', 'The NextToken is not valid'),
    });
    for (const { arn } of page.items) require(call, TypeName, type, type.tags, arn);
    const told = type.inLists ?? ((properties: object) => properties);
    return {
      TypeName,
      ResourceDescriptions: page.items.map(({ identifier, properties }) => ({
        Identifier: identifier,
        Properties: JSON.stringify(told(properties)),
      })),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  }),

  GetResource: typed<GetResourceInput, GetResourceOutput>((call) => {
    const { TypeName = '', Identifier = '', ...others } = call.input;
    refuseOthers('GetResource', others);
    const type = typeOf(call, TypeName);
    require(call, TypeName, type, type.read, type.resourceOf(call, Identifier));
    const found = type.resources(call).find(({ identifier }) => identifier === Identifier);
    if (!found) {
      const words = `Resource of type '${TypeName}' with identifier '${Identifier}' was not found.`;
      throw handlerFailed(call, TypeName, 'ResourceNotFoundException', 'NotFound', words);
    }
    require(call, TypeName, type, type.tags, found.arn);
    return {
      TypeName,
      ResourceDescription: { Identifier, Properties: JSON.stringify(found.properties) },
    };
  }),
};

function refuseOthers(operation: string, others: object): void {
  const [name] = Object.keys(others);
  if (name !== undefined) throw new SandboxDefect(`${operation} is not asked with ${name} here`);
}

function typeOf(call: OperationCall, name: string): ResourceType {
  if (!TYPE_NAME.test(name)) throw invalid(`'typeName' does not match ${TYPE_NAME.source}`);
  const type = TYPES[name];
  if (type && (type.isKnown?.(call) ?? true)) return type;
  // What CloudFormation has beside these is nobody's to guess.
  if (!type && name.startsWith('AWS::')) throw new SandboxDefect(`there are no handlers of ${name} here`);
  throw new AwsError('TypeNotFoundException', `The type '${name}' cannot be found.`);
}

/** Asks for an action of the service behind, by the rights of the caller: what it refuses the handler passes on. */
function require(
  call: OperationCall,
  name: string,
  { service }: ResourceType,
  action: string,
  resource: string,
): void {
  if (!call.refusal) throw new SandboxDefect('Cloud Control does not know what its caller may do');
  const refused = call.refusal(action, resource);
  if (refused === undefined) return;
  const words = `Invalid request provided: ${refused} (Service: ${service}, Status Code: 403, Request ID: ${token(call, action)})`;
  throw handlerFailed(call, name, 'InvalidRequestException', 'InvalidRequest', words);
}

/** Failure of a handler, in the words in which Cloud Control has been seen to tell of one (aws-cloudformation issues). */
function handlerFailed(
  call: OperationCall,
  name: string,
  code: string,
  handlerCode: string,
  words: string,
): AwsError {
  const told = `${name} Handler returned status FAILED: ${words}`;
  return new AwsError(
    code,
    `${told} (HandlerErrorCode: ${handlerCode}, RequestToken: ${token(call, told)})`,
    400,
  );
}

function token({ now }: OperationCall, of: string): string {
  const digits = hash('sha256', `${now.getTime()} ${of}`, 'hex');
  return digits.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function invalid(words: string): AwsError {
  return new AwsError('ValidationException', `1 validation error detected: ${words}`);
}
