import { parseOptionDocument } from './document/option-document.ts';
import type { OptionReader } from './option-reader.ts';
import { newComment, type OptionChanges } from './write-comment.ts';

/** Problem of one of these options; undefined where there is none. Problems of the others do not count. */
export function optionProblem(
  { module, read: readOptions }: { readonly module: string } & Pick<OptionReader, 'read'>,
  options: OptionChanges,
  name: string,
): string | undefined {
  const parsed = parseOptionDocument(newComment(new Map([['module', module], ...options])));
  const read = 'problems' in parsed ? parsed : readOptions('X_CONNECTION', parsed.document);
  return 'problems' in read ? read.problems.find(({ path }) => path[0] === name)?.message : undefined;
}
