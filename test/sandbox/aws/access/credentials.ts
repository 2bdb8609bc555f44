import { randomBytes } from 'node:crypto';
import type {
  Account,
  Caller,
  PolicyDocument,
  SessionCredentials,
  SessionGrant,
  World,
} from '../contract.ts';
import { accessKeyId as keyIdOf, secretAccessKey as secretOf } from '../world/identifiers.ts';
import { createRandom } from '../world/random.ts';

/** What an access key stands for: a user's own key, or a session. */
export interface Identity {
  readonly secretAccessKey: string;
  readonly caller: Caller;
  readonly account: Account;
  readonly world: World;
  /** The session policies; empty for a user's own key. */
  readonly sessionPolicies: readonly PolicyDocument[];
  /** Present on a session only. */
  readonly session: { readonly token: string; expiresAt: Date } | undefined;
}

/** All keys of all worlds: sessions by key id, users' keys where their world finds them. */
export class Credentials {
  readonly #worlds: readonly World[];
  readonly #sessions = new Map<string, Identity>();

  constructor(worlds: readonly World[]) {
    this.#worlds = worlds;
  }

  /** Undefined for a key that does not exist or is inactive. Expired sessions are found: they are known to have been. */
  find(accessKeyId: string): Identity | undefined {
    return this.#sessions.get(accessKeyId) ?? this.#findUser(accessKeyId);
  }

  issue(world: World, { caller, account, expiresAt, policies }: SessionGrant): SessionCredentials {
    const random = createRandom(randomBytes(16).toString('hex'));
    const accessKeyId = keyIdOf(random, account.id).replace('AKIA', 'ASIA');
    const secretAccessKey = secretOf(random);
    const token = `IQoJb3JpZ2luX2Vj${randomBytes(255).toString('base64')}`;
    const session = { token, expiresAt };
    this.#sessions.set(accessKeyId, {
      secretAccessKey,
      caller,
      account,
      world,
      sessionPolicies: policies,
      session,
    });
    return {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: token,
      Expiration: expiresAt,
    };
  }

  /** Secret keys and tokens of every session issued so far. */
  issuedSecrets(): readonly string[] {
    return [...this.#sessions.values()].flatMap(({ secretAccessKey, session }) => [
      secretAccessKey,
      ...(session ? [session.token] : []),
    ]);
  }

  #findUser(accessKeyId: string): Identity | undefined {
    for (const world of this.#worlds) {
      const found = world.findAccessKey(accessKeyId);
      if (found === undefined || found.key.Status !== 'Active') continue;
      const { account, user, key } = found;
      return {
        secretAccessKey: key.secretAccessKey,
        caller: { accountId: account.id, arn: user.Arn, userId: user.UserId },
        account,
        world,
        sessionPolicies: [],
        session: undefined,
      };
    }
    return undefined;
  }
}
