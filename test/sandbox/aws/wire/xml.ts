import type { Shape, StructureShape } from './shapes.ts';

/** The members of a structure as XML elements. The value must conform to the shape. */
export function writeMembers(shape: Shape, value: object): string {
  if (shape.kind !== 'structure') return '';
  return structure(shape, value as Record<string, unknown>);
}

export function element(tag: string, content: string): string {
  return content === '' ? `<${tag}/>` : `<${tag}>${content}</${tag}>`;
}

function structure(shape: StructureShape, value: Record<string, unknown>): string {
  let xml = '';
  for (const member of shape.members().values()) {
    const item = value[member.name];
    if (item === undefined) continue;
    const tag = member.names.xmlName ?? member.name;
    xml += member.names.flattened
      ? items(member.shape, item, tag)
      : element(tag, content(member.shape, item));
  }
  return xml;
}

function content(shape: Shape, value: unknown): string {
  switch (shape.kind) {
    case 'structure':
      return structure(shape, value as Record<string, unknown>);
    case 'list':
      return items(shape, value, shape.itemNames.xmlName ?? 'member');
    case 'map':
      return Object.entries(value as Record<string, unknown>)
        .map(([key, item]) =>
          element(
            'entry',
            element(shape.keyName, escapeXml(key)) + element(shape.valueName, content(shape.value(), item)),
          ),
        )
        .join('');
    case 'timestamp':
      return (value as Date).toISOString().replace('.000Z', 'Z');
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    default:
      return escapeXml(String(value));
  }
}

function items(shape: Shape, value: unknown, tag: string): string {
  if (shape.kind !== 'list') return element(tag, content(shape, value));
  const item = shape.item();
  let xml = '';
  for (const each of value as unknown[]) xml += element(tag, content(item, each));
  return xml;
}

const special = /[&<>"]|[^\P{Cc}\t\n]/gu;
const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters, a carriage return among them, survive an XML parser only as references. */
export function escapeXml(text: string): string {
  return text.replace(special, (char) => named[char] ?? `&#x${char.charCodeAt(0).toString(16)};`);
}
