import { SnowcensusError } from '../../errors.ts';

/**
 * Nothing was done: another process holds the connection, or has already accounted for this slot of its schedule, or what
 * was asked for is not there.
 */
export class NotRun extends SnowcensusError {
  readonly why: 'held' | 'accounted' | 'asked';
  /** Time at which the connection is free again unless its holder lives, by Snowflake's clock. */
  readonly freeAt: Date | undefined;

  constructor(
    why: NotRun['why'],
    message: string,
    detail: { readonly where: string; readonly hint?: string; readonly freeAt?: Date | undefined },
  ) {
    super('config', message, detail);
    this.why = why;
    this.freeAt = detail.freeAt;
  }
}
