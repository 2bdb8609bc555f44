import { expect, test } from 'vitest';
import { outcomeOf } from '../../src/aws/outcome.ts';
import { relayedCode } from '../../src/aws/relayed-answer.ts';

const FAILED = 'AWS::RolesAnywhere::Profile Handler returned status FAILED: ';
const REFUSED =
  'User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: rolesanywhere:ListProfiles';

test.each([
  [`${FAILED}${REFUSED} (HandlerErrorCode: AccessDenied, RequestToken: x)`, 'AccessDeniedException'],
  [`${FAILED}Invalid request provided: ${REFUSED} (Service: RolesAnywhere)`, 'AccessDeniedException'],
  [`${FAILED}no words (Service: RolesAnywhere, Status Code: 429, Request ID: x)`, 'ThrottlingException'],
  [`${FAILED}Rate exceeded (HandlerErrorCode: Throttling, RequestToken: x)`, 'ThrottlingException'],
  [`${FAILED}Name must be set. (HandlerErrorCode: InvalidRequest, RequestToken: x)`, undefined],
  // Not of a handler: the code of the answer says what it is.
  [REFUSED, undefined],
  ['Rate exceeded', undefined],
])('%s', (message, code) => {
  expect(relayedCode(message)).toBe(code);
});

test('a refusal that was passed on is one, by whatever code it comes', () => {
  const error = Object.assign(new Error(`${FAILED}${REFUSED}`), { name: 'InvalidRequestException' });
  expect(outcomeOf(error, ['InvalidRequestException'])).toEqual({
    status: 'denied',
    code: 'AccessDeniedException',
    reason: `${FAILED}${REFUSED}`,
  });
});
