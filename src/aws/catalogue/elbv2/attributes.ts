/** An attribute of a load balancer or target group: every value is a text. */
interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Attributes of one thing; nothing where they could not be read. */
export interface WithAttributes {
  readonly Attributes?: readonly Attribute[] | null;
}

/** Reader of one attribute; undefined where things of this kind do not have it, or where none could be read. */
export function attributeOf(key: string): (thing: WithAttributes) => string | undefined {
  return ({ Attributes }) => Attributes?.find(({ Key }) => Key === key)?.Value || undefined;
}

/** The same of one that is on or off. */
export function switchOf(key: string): (thing: WithAttributes) => boolean | undefined {
  const read = attributeOf(key);
  return (thing) => {
    const value = read(thing);
    return value === undefined ? undefined : value === 'true';
  };
}

/** All of them as one object, by their keys. */
export function allAttributes({ Attributes }: WithAttributes): Readonly<Record<string, string>> | undefined {
  return Attributes
    ? Object.fromEntries(Attributes.map(({ Key = '', Value = '' }) => [Key, Value] as const))
    : undefined;
}
