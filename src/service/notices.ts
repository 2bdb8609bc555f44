import { counted, grouped } from '../text/figures.ts';
import { blindAccounts, isNotLoaded } from './coverage-groups.ts';
import type { ConnectionView, ServiceView } from './view.ts';

/** `trouble` needs a person now, `attention` soon; `good` is what one hopes to read. */
export type Level = 'good' | 'attention' | 'trouble';

/** One thing worth telling, in a sentence. */
export interface Notice {
  readonly level: Level;
  readonly text: string;
  /** Text of the notice's details, where they are more than a sentence. */
  readonly detail?: string;
  /** The connection it is about; undefined for the whole service. */
  readonly connection?: string;
}

/** Notices for a person, the worst first; never empty. */
export function noticesOf(view: ServiceView): readonly [Notice, ...Notice[]] {
  const told = [...ofService(view), ...view.connections.flatMap(ofConnection)];
  const sorted = [
    ...told.filter(({ level }) => level === 'trouble'),
    ...told.filter(({ level }) => level === 'attention'),
  ];
  const [first, ...others] = sorted;
  return first ? [first, ...others] : [{ level: 'good', text: goodNews(view) }];
}

function ofService({ stopping, snowflake, notifications, connections }: ServiceView): Notice[] {
  const told: Notice[] = [];
  if (snowflake.error !== undefined) {
    told.push({ level: 'trouble', text: 'Snowflake could not be reached.', detail: snowflake.error });
  } else if (!snowflake.lastOkAt) {
    told.push({ level: 'attention', text: 'Starting: Snowflake has not answered yet.' });
  } else if (connections.length === 0) {
    told.push({ level: 'attention', text: 'There is no *_CONNECTION table in the schema yet.' });
  }
  if (notifications.problem !== undefined) {
    told.push({ level: 'attention', text: 'Notifications wait.', detail: notifications.problem });
  }
  if (stopping) told.push({ level: 'attention', text: 'Stopping: nothing new is started.' });
  return told;
}

function ofConnection({ name, problem, recent, coverage }: ConnectionView): Notice[] {
  const told: Notice[] = [];
  const add = (level: Level, text: string, detail?: string) =>
    told.push({ level, text, connection: name, ...(detail === undefined ? {} : { detail }) });
  const last = recent.find((run) => run.status !== 'missed');
  if (problem !== undefined) add('trouble', `${name} is suspended.`, problem);
  if (last?.status === 'failed' || last?.status === 'aborted') {
    add(
      'trouble',
      `The last run of ${name} ${last.status === 'failed' ? 'failed' : 'was aborted'}.`,
      last.error,
    );
  }
  if (last !== undefined && last.unitsHeld > 0) {
    const units = counted(last.unitsHeld, 'unit');
    add('attention', `${name} holds ${units} open that its options no longer name.`, last.error);
  }
  if (problem === undefined && coverage.length === 0) {
    add('attention', `${name} has not been read whole yet, so what it cannot see is not known.`);
  }
  const lost = coverage.filter(isNotLoaded);
  if (lost.length > 0) {
    const accounts = counted(new Set(lost.map((cell) => cell.accountId)).size, 'account');
    add('trouble', `Snowflake did not load all that ${name} read of ${accounts}.`, lost[0]?.reason);
  }
  const blind = blindAccounts(coverage).size;
  if (blind > 0) {
    const accounts = new Set(coverage.map((cell) => cell.accountId)).size;
    add('attention', `${name} is blind in ${grouped(blind)} of ${counted(accounts, 'account')}.`);
  }
  return told;
}

function goodNews({ connections }: ServiceView): string {
  const accounts = new Set(connections.flatMap(({ coverage }) => coverage.map((cell) => cell.accountId)));
  return `All is well: no blind spot in ${counted(accounts.size, 'account')}.`;
}
