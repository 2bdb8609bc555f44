import type { IncomingHttpHeaders } from 'node:http';
import type { AwsError } from '../contract.ts';
import type { OperationShape } from './shapes.ts';

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark, as sent. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How one service is spoken to. */
export interface Protocol {
  /** Whether an unsigned request looks like one for this service. */
  claims(request: WireRequest): boolean;
  /** The operation the request names, known or not; undefined where it names none. */
  operationName(request: WireRequest): string | undefined;
  /** Throws an {@link AwsError} for an unknown member, a missing required one, or a wrong type. */
  read(operation: OperationShape, request: WireRequest): Record<string, unknown>;
  write(operation: OperationShape, output: object, requestId: string): WireAnswer;
  fail(error: AwsError, requestId: string): WireAnswer;
}

/** The sandbox itself is wrong: an operation's answer breaks the model, or a policy uses what is not spoken. */
export class SandboxDefect extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SandboxDefect';
  }
}
