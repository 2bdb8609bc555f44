import { Document, isCollection, isNode, type Node, parseDocument } from 'yaml';
import { parseOptionDocument } from './document/option-document.ts';

/** Options to write, by name; undefined takes the option out. */
export type OptionChanges = ReadonlyMap<string, unknown>;

const LAYOUT = { lineWidth: 0, flowCollectionPadding: false } as const;

/** The COMMENT of a new connection, its options in the order they are given. */
export function newComment(options: OptionChanges): string {
  const yaml = new Document({});
  for (const [name, value] of options) if (value !== undefined) yaml.set(name, nodeOf(yaml, value));
  return yaml.toString(LAYOUT);
}

/**
 * The COMMENT with the options changed and all else as its author left it: comments, order, quotes, and options that we
 * do not know. A COMMENT that is no mapping of options is given back as it is, for its readers say why.
 */
export function changedComment(comment: string, changes: OptionChanges): string {
  if (comment.trim() === '') return newComment(changes);
  if ('problems' in parseOptionDocument(comment)) return comment;
  const yaml = parseDocument(comment);
  for (const [name, value] of changes) {
    if (value === undefined) yaml.delete(name);
    else setOption(yaml, name, value);
  }
  return yaml.toString(LAYOUT);
}

/** A scalar in the place of a scalar keeps what stands beside it by itself; otherwise we see to it. */
function setOption(yaml: Document, name: string, value: unknown): void {
  const before: unknown = yaml.get(name, true);
  if (!isNode(before) || (!isCollection(before) && typeof value !== 'object')) {
    yaml.set(name, isNode(before) ? value : nodeOf(yaml, value));
    return;
  }
  const after = nodeOf(yaml, value);
  if (before.comment) after.comment = before.comment;
  if (before.commentBefore) after.commentBefore = before.commentBefore;
  yaml.set(name, after);
}

/** A list stands on its line: `[us-east-1, eu-west-1]`. */
function nodeOf(yaml: Document, value: unknown): Node {
  return yaml.createNode(value, { flow: Array.isArray(value) });
}
