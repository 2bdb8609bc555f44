/** A statement of a policy, as IAM gives it. */
export interface PolicyStatement {
  readonly Effect?: string;
  readonly Principal?: string | { readonly AWS?: OneOrMany };
  readonly Action?: OneOrMany;
  readonly NotAction?: OneOrMany;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>;
}

type OneOrMany = string | readonly string[];

/** The statements of a document, which IAM sends URL-encoded; none of an empty one. */
export function statementsOf(document: string): readonly PolicyStatement[] {
  const { Statement = [] } = JSON.parse(decodeURIComponent(document) || '{}') as {
    Statement?: PolicyStatement | readonly PolicyStatement[];
  };
  return [Statement].flat() as readonly PolicyStatement[];
}

/** What a policy may write as one or as a list. */
export function asList(value: OneOrMany | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}
