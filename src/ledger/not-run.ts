import { SnowcensusError } from '../errors.ts';

/**
 * Nothing was done: another process holds the connection, or has already accounted for this slot of its schedule, or what
 * was asked for is not there.
 */
export class NotRun extends SnowcensusError {
  readonly why: 'held' | 'accounted' | 'asked';

  constructor(
    why: NotRun['why'],
    message: string,
    detail: { readonly where: string; readonly hint?: string },
  ) {
    super('config', message, detail);
    this.why = why;
  }
}
