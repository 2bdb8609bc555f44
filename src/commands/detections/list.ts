import type { Detection } from '../../detections/detection.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { jsonLine } from '../json-line.ts';
import { textTable } from '../text-table.ts';
import { chosenDetections } from './chosen.ts';

/** Tells of every detection: what it asks, how bad a failure is, what it reads, which controls it answers. */
export async function listDetections(context: CommandContext, args: Arguments): Promise<number> {
  const chosen = chosenDetections(args);
  context.print(args.flags.json ? jsonLine({ detections: chosen.map(machineReadable) }) : readable(chosen));
  return 0;
}

function machineReadable({ id, service, title, severity, per, reads, tables, controls }: Detection): object {
  return { id, service, title, severity, per, reads, tables, controls };
}

function readable(chosen: readonly Detection[]): string {
  return textTable(
    ['detection', 'severity', 'cis-7.0', 'what holds where it passes'],
    chosen.map(({ id, severity, controls, title }) => [
      id,
      severity,
      (controls['cis-7.0'] ?? []).join(', '),
      title,
    ]),
  );
}
