import type { OperationCall } from '../../contract.ts';

/** A resource as a handler knows it: what names it, its ARN, and its properties. */
export interface HandledResource {
  readonly identifier: string;
  readonly arn: string;
  readonly properties: object;
}

/** A type of resource with its handlers, which ask the service behind with the rights of the caller. */
export interface ResourceType {
  /** As the service is called in the words of AWS's SDK for Java. */
  readonly service: string;
  readonly list: string;
  readonly read: string;
  readonly tags: string;
  /** Resource that the list is asked of. */
  readonly listed: (call: OperationCall) => string;
  readonly resourceOf: (call: OperationCall, identifier: string) => string;
  readonly resources: (call: OperationCall) => readonly HandledResource[];
  /** Properties that the list tells of a resource, where they are not all. */
  readonly inLists?: (properties: object) => object;
  /** Whether CloudFormation knows the type where the call is made. */
  readonly isKnown?: (call: OperationCall) => boolean;
}
