import { SandboxDefect } from '../wire/protocol.ts';
import type { ConditionKeys } from './condition-keys.ts';
import { listOf, matches, withVariables } from './patterns.ts';

type Compare = (value: string, wanted: string) => boolean;

const equals: Compare = (value, wanted) => value === wanted;
const equalsIgnoringCase: Compare = (value, wanted) => value.toLowerCase() === wanted.toLowerCase();
const like: Compare = (value, wanted) => matches(wanted, value);
/** Each of the six parts of an ARN matches by itself: a star does not reach over a colon. */
const arnLike: Compare = (value, wanted) => {
  const values = arnParts(value);
  const parts = arnParts(wanted);
  return values.length === parts.length && parts.every((part, index) => matches(part, values[index] ?? ''));
};

/** Operator → comparison and whether it is negated. */
const operators: Readonly<Record<string, readonly [Compare, negated: boolean]>> = {
  StringEquals: [equals, false],
  StringNotEquals: [equals, true],
  StringEqualsIgnoreCase: [equalsIgnoringCase, false],
  StringNotEqualsIgnoreCase: [equalsIgnoringCase, true],
  StringLike: [like, false],
  StringNotLike: [like, true],
  ArnEquals: [arnLike, false],
  ArnNotEquals: [arnLike, true],
  ArnLike: [arnLike, false],
  ArnNotLike: [arnLike, true],
  Bool: [equalsIgnoringCase, false],
};

/** Whether every operator and every key in a Condition block holds. */
export function conditionsHold(
  condition: Record<string, Record<string, string | string[]>> | undefined,
  keys: ConditionKeys,
): boolean {
  return Object.entries(condition ?? {}).every(([operator, block]) =>
    Object.entries(block).every(([key, wanted]) =>
      holds(operator, keys(key.toLowerCase()), listOf(wanted), keys),
    ),
  );
}

function holds(
  operator: string,
  value: string | readonly string[] | undefined,
  wanted: readonly string[],
  keys: ConditionKeys,
): boolean {
  if (operator === 'Null') return wanted.includes(String(value === undefined));
  const [, quantifier, name = '', ifExists] =
    /^(ForAnyValue:|ForAllValues:)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const known = operators[name];
  if (known === undefined) throw new SandboxDefect(`the policy operator ${operator} is not spoken here`);
  const [compare, negated] = known;
  const one = (each: string): boolean =>
    wanted.some((text) => compare(each, withVariables(text, keys))) !== negated;
  if (value === undefined) return ifExists !== undefined || negated || quantifier === 'ForAllValues:';
  const values = listOf(value);
  return quantifier === 'ForAllValues:' ? values.every(one) : values.some(one);
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
