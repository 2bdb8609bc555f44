import type { Operation, OperationCall } from '../contract.ts';

/** An operation in the SDK's own types; the front has checked the input against the same model. */
export function typed<Input, Output extends object>(
  run: (call: OperationCall & { readonly input: Input }) => Output,
): Operation {
  return (call) => run(call as OperationCall & { readonly input: Input });
}
