import type { Operation, OperationCall } from '../contract.ts';

/**
 * An operation written against the SDK's own request and response types. The front has already read the input by
 * the SDK's schema, which is what makes the narrower input type true.
 */
export function operation<Input, Output extends object>(
  implementation: (call: OperationCall<Input>) => Output,
): Operation {
  return implementation as unknown as Operation;
}
