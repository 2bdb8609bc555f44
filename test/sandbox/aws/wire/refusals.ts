import { AwsError } from '../contract.ts';

/** Why the front turns a request away before any operation sees it. */
export type Refusal =
  | 'missing-authentication'
  | 'incomplete-signature'
  | 'unknown-key'
  | 'expired-session'
  | 'wrong-signature'
  | 'wrong-scope'
  | 'clock-skew'
  | 'region-not-enabled'
  | 'access-denied'
  | 'unknown-operation'
  | 'throttled'
  | 'unknown-parameter'
  | 'missing-parameter'
  | 'malformed-parameter'
  | 'internal'
  | 'unavailable';

/** Code, HTTP status and, where AWS's text is fixed, the message: how one service words a refusal. */
type Wording = readonly [code: string, status: number, message?: string];
export type Refusals = Readonly<Record<Refusal, Wording>>;

/** The error a service answers with; `detail` fills in for a message that is not fixed. */
export function refuse(refusals: Refusals, refusal: Refusal, detail = ''): AwsError {
  const [code, status, message] = refusals[refusal];
  return new AwsError(code, message ?? detail, status);
}

const invalidToken = 'The security token included in the request is invalid.';
const expiredToken = 'The security token included in the request is expired';
const wrongSignature =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access ' +
  'Key and signing method. Consult the service documentation for details.';
const notValidated = 'AWS was not able to validate the provided access credentials';

/** STS and IAM. */
export const queryRefusals: Refusals = {
  'missing-authentication': ['MissingAuthenticationToken', 403, 'Request is missing Authentication Token'],
  'incomplete-signature': ['IncompleteSignature', 400],
  'unknown-key': ['InvalidClientTokenId', 403, invalidToken],
  'expired-session': ['ExpiredToken', 403, expiredToken],
  'wrong-signature': ['SignatureDoesNotMatch', 403, wrongSignature],
  'wrong-scope': ['SignatureDoesNotMatch', 403],
  'clock-skew': ['SignatureDoesNotMatch', 403],
  'region-not-enabled': ['InvalidClientTokenId', 403, invalidToken],
  'access-denied': ['AccessDenied', 403],
  'unknown-operation': ['InvalidAction', 400],
  throttled: ['Throttling', 400, 'Rate exceeded'],
  'unknown-parameter': ['ValidationError', 400],
  'missing-parameter': ['ValidationError', 400],
  'malformed-parameter': ['MalformedInput', 400],
  internal: ['InternalFailure', 500],
  unavailable: ['ServiceUnavailable', 503, 'Service is unable to handle request.'],
};

export const ec2Refusals: Refusals = {
  ...queryRefusals,
  'unknown-key': ['AuthFailure', 401, notValidated],
  'expired-session': ['RequestExpired', 400, 'Request has expired.'],
  'wrong-signature': ['AuthFailure', 401, notValidated],
  'wrong-scope': ['AuthFailure', 401],
  'clock-skew': ['RequestExpired', 400, 'Request has expired.'],
  'region-not-enabled': ['AuthFailure', 401, notValidated],
  'access-denied': ['UnauthorizedOperation', 403],
  throttled: ['RequestLimitExceeded', 503, 'Request limit exceeded.'],
  'unknown-parameter': ['UnknownParameter', 400],
  'missing-parameter': ['MissingParameter', 400],
  'malformed-parameter': ['InvalidParameterValue', 400],
  internal: ['InternalError', 500],
  unavailable: ['Unavailable', 503, "The server is overloaded and can't handle the request."],
};

/** JSON services that word refusals as most do. */
export const jsonRefusals: Refusals = {
  'missing-authentication': ['MissingAuthenticationTokenException', 400, 'Missing Authentication Token'],
  'incomplete-signature': ['IncompleteSignatureException', 400],
  'unknown-key': ['UnrecognizedClientException', 400, invalidToken],
  'expired-session': ['ExpiredTokenException', 400, expiredToken],
  'wrong-signature': ['InvalidSignatureException', 400, wrongSignature],
  'wrong-scope': ['InvalidSignatureException', 400],
  'clock-skew': ['InvalidSignatureException', 400],
  'region-not-enabled': ['UnrecognizedClientException', 400, invalidToken],
  'access-denied': ['AccessDeniedException', 400],
  'unknown-operation': ['UnknownOperationException', 400],
  throttled: ['ThrottlingException', 400, 'Rate exceeded'],
  'unknown-parameter': ['ValidationException', 400],
  'missing-parameter': ['ValidationException', 400],
  'malformed-parameter': ['SerializationException', 400],
  internal: ['InternalFailure', 500],
  unavailable: ['ServiceUnavailableException', 503, 'Service is unable to handle request.'],
};

export const organizationsRefusals: Refusals = {
  ...jsonRefusals,
  throttled: [
    'TooManyRequestsException',
    400,
    'You have sent too many requests in too short a period of time. Try again later.',
  ],
  'unknown-parameter': ['InvalidInputException', 400],
  'missing-parameter': ['InvalidInputException', 400],
  internal: ['ServiceException', 500],
};

/** REST services answer with the HTTP status of the matter itself. */
export const accountRefusals: Refusals = {
  ...jsonRefusals,
  'missing-authentication': ['MissingAuthenticationTokenException', 403, 'Missing Authentication Token'],
  'incomplete-signature': ['IncompleteSignatureException', 403],
  'unknown-key': ['UnrecognizedClientException', 403, invalidToken],
  'expired-session': ['ExpiredTokenException', 403, expiredToken],
  'wrong-signature': ['InvalidSignatureException', 403, wrongSignature],
  'wrong-scope': ['InvalidSignatureException', 403],
  'clock-skew': ['InvalidSignatureException', 403],
  'region-not-enabled': ['UnrecognizedClientException', 403, invalidToken],
  'access-denied': ['AccessDeniedException', 403],
  'unknown-operation': ['UnknownOperationException', 404],
  throttled: ['TooManyRequestsException', 429, 'Too Many Requests'],
  internal: ['InternalServerException', 500],
};

/** Error responses of the S3 API reference. */
export const s3Refusals: Refusals = {
  ...queryRefusals,
  'missing-authentication': ['AccessDenied', 403, 'Access Denied'],
  'incomplete-signature': ['AuthorizationHeaderMalformed', 400],
  'unknown-key': [
    'InvalidAccessKeyId',
    403,
    'The AWS Access Key Id you provided does not exist in our records.',
  ],
  'expired-session': ['ExpiredToken', 400, 'The provided token has expired.'],
  'wrong-scope': ['AuthorizationHeaderMalformed', 400],
  'clock-skew': ['RequestTimeTooSkewed', 403],
  'region-not-enabled': [
    'InvalidAccessKeyId',
    403,
    'The AWS Access Key Id you provided does not exist in our records.',
  ],
  'unknown-operation': ['NotImplemented', 501],
  throttled: ['SlowDown', 503, 'Please reduce your request rate.'],
  'unknown-parameter': ['InvalidArgument', 400],
  'missing-parameter': ['InvalidArgument', 400],
  'malformed-parameter': ['InvalidArgument', 400],
  internal: ['InternalError', 500],
  unavailable: ['ServiceUnavailable', 503, 'Please reduce your request rate.'],
};

export const accessAnalyzerRefusals: Refusals = {
  ...accountRefusals,
  throttled: ['ThrottlingException', 429, 'Rate exceeded'],
};

/** Errors common to all operations of Lambda (its API reference). */
export const lambdaRefusals: Refusals = {
  ...accountRefusals,
  throttled: ['TooManyRequestsException', 429, 'Rate exceeded'],
  internal: ['ServiceException', 500],
};
