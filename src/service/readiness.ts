import type { ServiceView } from './view.ts';

/** Whether the service can do its work now, and each reason why not. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/** Ready: what is configured can run, and Snowflake answered when it was last asked. */
export function readiness({ stopping, snowflake, connections }: ServiceView): Readiness {
  const reasons = [
    ...(stopping ? ['the service is stopping'] : []),
    ...(snowflake.error === undefined ? [] : [`Snowflake could not be reached: ${snowflake.error}`]),
    ...(snowflake.error === undefined && !snowflake.lastOkAt ? ['Snowflake has not answered yet'] : []),
    ...connections.flatMap(({ name, problem }) =>
      problem === undefined ? [] : [`${name} is suspended: ${problem}`],
    ),
  ];
  return { ready: reasons.length === 0, reasons };
}
