/** What names stand for while a template is worked out. */
export interface Names {
  ref(name: string): string | readonly string[];
  attribute(id: string, name: string): string;
}

/** A value with `Ref`, `Fn::Join` and `Fn::GetAtt` worked out. */
export function workedOut(names: Names, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => workedOut(names, item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[name, argument] = ['', undefined]] = entries;
  if (entries.length === 1 && name === 'Ref') return names.ref(String(argument));
  if (entries.length === 1 && name === 'Fn::Join') {
    const [separator, parts] = workedOut(names, argument) as [string, readonly string[]];
    return parts.join(separator);
  }
  if (entries.length === 1 && name === 'Fn::GetAtt') return names.attribute(...attributeOf(argument));
  if (name.startsWith('Fn::')) throw new Error(`${name} is not worked out here`);
  return Object.fromEntries(entries.map(([key, item]) => [key, workedOut(names, item)]));
}

/** The names that a part of a template uses. */
export function referencesOf(value: unknown): {
  readonly refs: readonly string[];
  readonly attributes: readonly string[];
} {
  const refs: string[] = [];
  const attributes: string[] = [];
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [name, item] of Object.entries(part)) {
      if (name === 'Ref' && typeof item === 'string') refs.push(item);
      else if (name === 'Fn::GetAtt') attributes.push(attributeOf(item)[0]);
      else visit(item);
    }
  };
  visit(value);
  return { refs, attributes };
}

function attributeOf(argument: unknown): [id: string, name: string] {
  const [id = '', ...rest] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
  return [id, rest.join('.')];
}
