import { SnowcensusError } from '../errors.ts';

/** Nothing was done: another process holds the connection, or has already accounted for this slot of its schedule. */
export class NotRun extends SnowcensusError {
  readonly why: 'held' | 'accounted';

  constructor(
    why: NotRun['why'],
    message: string,
    detail: { readonly where: string; readonly hint?: string },
  ) {
    super('config', message, detail);
    this.why = why;
  }
}
