import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Fault } from './aws-fault.ts';

/** Of the credentials that the process starts from. */
export const CREDENTIAL_FAULTS: readonly Fault[] = [
  {
    fault: 'the process has no credentials',
    env: ({ env: { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } }) => env,
    step: 'process_credentials',
    code: 'no_credentials',
    said: /Could not load credentials/,
    cause: /no AWS credentials/,
    fix: /AWS_ACCESS_KEY_ID/,
  },
  {
    fault: 'the access key was deleted',
    env: ({ env }) => ({ ...env, AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN000000000' }),
    step: 'process_credentials',
    code: 'unknown_key',
    said: /InvalidClientTokenId/,
    cause: /does not know the access key/,
    fix: /aws sts get-caller-identity/,
  },
  {
    fault: 'the secret is another key’s',
    env: ({ env }) => ({ ...env, AWS_SECRET_ACCESS_KEY: 'x'.repeat(40) }),
    step: 'process_credentials',
    code: 'wrong_secret',
    said: /SignatureDoesNotMatch/,
    cause: /secret access key is not that/,
    fix: /Set the secret again/,
  },
  {
    fault: 'the session that the process starts from has ended',
    async env(checkable) {
      const { env, world } = checkable;
      const sts = new STSClient({
        region: 'us-east-1',
        endpoint: env.AWS_ENDPOINT_URL ?? '',
        credentials: { accessKeyId: world.entry.accessKeyId, secretAccessKey: world.entry.secretAccessKey },
      });
      checkable.shiftClock(-61);
      const { Credentials } = await sts.send(
        new AssumeRoleCommand({ RoleArn: world.entry.sourceRoleArn, RoleSessionName: 'ends' }),
      );
      checkable.shiftClock(0);
      return {
        ...env,
        AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? '',
        AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? '',
        AWS_SESSION_TOKEN: Credentials?.SessionToken ?? '',
      };
    },
    step: 'process_credentials',
    code: 'expired_credentials',
    said: /ExpiredToken/,
    cause: /has ended/,
    fix: /Renew it/,
  },
  {
    fault: 'the clock of the machine is behind',
    plant: ({ shiftClock }) => shiftClock(20),
    step: 'process_credentials',
    code: 'clock_skew',
    said: /20 minutes ahead of ours/,
    cause: /five minutes that AWS tolerates/,
    fix: /NTP/,
  },
  {
    fault: 'nothing is let out to AWS',
    env: ({ env }) => ({ ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }),
    step: 'process_credentials',
    code: 'no_answer',
    said: /ECONNREFUSED/,
    cause: /proxy, firewall/,
    fix: /HTTPS/,
  },
];
