import { createHash } from 'node:crypto';
import type { Member, Shape, StructureShape } from '../wire/shapes.ts';
import type { Random } from '../world/random.ts';
import { newest, oldest } from '../world/times.ts';

/** Whose value is drawn, and where the drawing stands in it. */
export interface Drawing {
  readonly random: Random;
  readonly partition: string;
  /** IAM prefix of the service, as in its ARNs. */
  readonly service: string;
  readonly accountId: string;
  readonly region: string;
  /** The SDK's client module, whose enumerations say what a text may be. */
  readonly sdk: Readonly<Record<string, unknown>>;
}

/** Structures within structures that are drawn whole; below them only what must be there. */
const DEEPEST = 3;

/** Optional members that are left out, as AWS leaves out what it does not know. */
const LEFT_OUT = 0.1;

const HEX = '0123456789abcdef';

/** A value of the SDK's shape that AWS might answer: texts look like what their names say they are. */
export function draw(shape: Shape, drawing: Drawing): unknown {
  return drawn(shape, { ...drawing, owner: '', member: '', depth: 0 });
}

interface Place extends Drawing {
  /** The structure and its member that are drawn. */
  readonly owner: string;
  readonly member: string;
  readonly depth: number;
}

function drawn(shape: Shape, place: Place): unknown {
  const { random } = place;
  switch (shape.kind) {
    case 'structure':
      return drawnStructure(shape, place);
    case 'list':
      return shape.item().kind === 'structure' && place.depth >= DEEPEST ? [] : [drawn(shape.item(), place)];
    case 'map':
      return { [`key-${random.text(HEX, 4)}`]: drawn(shape.value(), place) };
    case 'timestamp':
      return random.date(oldest, newest);
    case 'boolean':
      return random.chance(0.5);
    case 'number':
      return random.integer(1, 100);
    case 'blob':
      return Buffer.from(random.text(HEX, 16), 'hex');
    case 'unit':
      return {};
    default:
      return text(place);
  }
}

function drawnStructure(shape: StructureShape, place: Place): object {
  const members = [...shape.members().values()];
  const given = shape.isUnion
    ? [place.random.pick(members)]
    : members.filter((member) => isDrawn(member, place));
  return Object.fromEntries(
    given.map((member) => [
      member.name,
      drawn(member.shape, { ...place, owner: shape.name, member: member.name, depth: place.depth + 1 }),
    ]),
  );
}

/** What identifies a thing is always there. */
function isDrawn({ name, required, shape }: Member, { random, depth }: Place): boolean {
  if (required || (depth === 0 && /(?:arn|id|name)$/i.test(name))) return true;
  if (depth >= DEEPEST && (shape.kind === 'structure' || shape.kind === 'map')) return false;
  return !random.chance(LEFT_OUT);
}

function text(place: Place): string {
  const { random, partition, service, accountId, region, owner, member } = place;
  const values = enumeration(place);
  if (values.length > 0) return random.pick(values);
  const id = random.text(HEX, 12);
  const kind = (owner || member).replace(/(?:Summary|Description|Details?|Item|Entry)$/, '').toLowerCase();
  if (/arn$/i.test(member)) return `arn:${partition}:${service}:${region}:${accountId}:${kind}/${id}`;
  if (/(?:accountid|ownerid|owner|account)$/i.test(member)) return accountId;
  if (/region$/i.test(member)) return region;
  if (/availabilityzone$/i.test(member)) return `${region}${random.pick(['a', 'b', 'c'])}`;
  if (/policy(?:document)?$/i.test(member)) return JSON.stringify({ Version: '2012-10-17', Statement: [] });
  if (/(?:cidr|cidrblock)$/i.test(member)) return `10.${random.integer(0, 255)}.0.0/16`;
  if (/(?:date|time|timestamp|at)$/i.test(member)) return random.date(oldest, newest).toISOString();
  if (/hash|digest|checksum/i.test(member)) return createHash('sha256').update(id).digest('hex');
  return `${(member || kind).toLowerCase()}-${id}`;
}

/** What the SDK says a text may be: its schemas do not tell, but it exports the values under the shape's name. */
function enumeration({ sdk, owner, member }: Place): readonly string[] {
  const name = member.charAt(0).toUpperCase() + member.slice(1);
  for (const candidate of [
    `${owner}${name}`,
    name,
    `${owner.replace(/(?:Summary|Description|Details?)$/, '')}${name}`,
  ]) {
    const values = sdk[candidate];
    if (typeof values !== 'object' || values === null || Array.isArray(values)) continue;
    const texts = Object.values(values);
    if (texts.length > 0 && texts.every((value) => typeof value === 'string')) return texts;
  }
  return [];
}
