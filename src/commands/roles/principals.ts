import { configError } from '../../errors.ts';
import type { Arguments } from '../command.ts';
import { flagValues } from '../flags.ts';

const PRINCIPAL = /^arn:aws(?:-[a-z]+)*:iam::\d{12}:(?:root|(?:user|role)\/.+)$/;

/** The values of `--trusted-principal`. Throws a config error where one is none. */
export function givenPrincipals(args: Arguments): readonly string[] {
  const arns = flagValues(args, 'trusted-principal') ?? [];
  const wrong = arns.find((arn) => !PRINCIPAL.test(arn));
  if (wrong === undefined) return arns;
  throw configError(`--trusted-principal ${wrong} is not the ARN of a role, a user or an account`, {
    hint: 'Write one such as arn:aws:iam::123456789012:role/snowcensus.',
  });
}
