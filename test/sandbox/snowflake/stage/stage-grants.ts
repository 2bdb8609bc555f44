import { randomBytes } from 'node:crypto';
import type { StageRef } from '../contract.ts';

/** The bucket all sandbox stages live in. */
export const bucket = 'sandbox-stages';

/** Where an object path of the bucket points. */
export interface ObjectAddress {
  readonly stageId: string;
  readonly name: string;
}

interface Grant {
  readonly prefix: string;
  readonly access: 'read' | 'write';
  readonly expiresAt: number;
}

/** Short-lived tokens for the object store, each good for one PUT's or GET's stage path only. */
export class StageGrants {
  readonly #grants = new Map<string, Grant>();
  readonly #stages = new Set<string>();
  readonly #clock: () => Date;
  readonly #seconds: number;

  constructor(clock: () => Date, seconds = 3600) {
    this.#clock = clock;
    this.#seconds = seconds;
  }

  /** Every stage a PUT or GET was ever answered for. */
  stages(): ReadonlySet<string> {
    return this.#stages;
  }

  issue(stage: StageRef, access: Grant['access']): string {
    this.#stages.add(stage.stageId);
    const now = this.#clock().getTime();
    for (const [token, grant] of this.#grants) if (grant.expiresAt <= now) this.#grants.delete(token);
    const token = `ya29.${randomBytes(32).toString('base64url')}`;
    this.#grants.set(token, { prefix: objectPath(stage), access, expiresAt: now + this.#seconds * 1000 });
    return token;
  }

  /** 401: no such token, or too old. 403: a token for something else. */
  check(authorization: string | undefined, path: string, access: Grant['access']): 'ok' | 401 | 403 {
    const grant = this.#grants.get(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
    if (grant === undefined || grant.expiresAt <= this.#clock().getTime()) return 401;
    const allowed = access === 'read' || grant.access === 'write';
    return allowed && path.startsWith(grant.prefix) ? 'ok' : 403;
  }
}

/** The object path of a stage location. Stage ids hold any character, so they travel encoded. */
export function objectPath(stage: StageRef): string {
  return `${Buffer.from(stage.stageId).toString('base64url')}/${stage.path}`;
}

/** Reads an object path back; undefined when it names no object. */
export function objectAddress(path: string): ObjectAddress | undefined {
  const slash = path.indexOf('/');
  if (slash <= 0 || slash === path.length - 1) return undefined;
  const stageId = Buffer.from(path.slice(0, slash), 'base64url').toString();
  return stageId === '' ? undefined : { stageId, name: path.slice(slash + 1) };
}
