import type { Group, GroupMembership, User } from '@aws-sdk/client-identitystore';
import { createRandom, type Random } from '../random.ts';
import { newest, oldest } from '../times.ts';

const hex = '0123456789abcdef';
const givenNames = ['Ada', 'Bo', 'Chloé', 'Dmitri', 'Eun-ji', 'Fatima', 'Gus', 'Hanna', 'Ivo', 'Jo'] as const;
const familyNames = [
  'Álvarez',
  'Berg',
  'Chen',
  "D'Souza",
  'Eze',
  'Fischer',
  'Gill',
  'Haddad',
  'Ito',
] as const;
const groupNames = [
  'Everyone',
  'Administrators',
  'Auditors',
  'Billing',
  'Developers',
  'Contractors',
] as const;
const issuer = 'https://scim.example.com/6f2d1c';

interface IdentityStore {
  readonly users: User[];
  readonly groups: Group[];
  readonly memberships: GroupMembership[];
}

/** More people than one page holds, in groups of which the first has them all and the last nobody. */
export function generateIdentityStore(seed: number, storeId: string): IdentityStore {
  const users = Array.from({ length: 120 }, (_, index) => user(seed, storeId, index));
  const groups = groupNames.map((name) => group(seed, storeId, name));
  const memberships = groups.flatMap((into, nth) => {
    const random = createRandom(seed, 'identity center', 'members', into.DisplayName ?? '');
    if (nth === groups.length - 1) return [];
    const members = nth === 0 ? users : random.sample(users, random.integer(3, 12));
    return members.map(
      ({ UserId = '' }): GroupMembership => ({
        IdentityStoreId: storeId,
        MembershipId: uuid(random),
        GroupId: into.GroupId,
        MemberId: { UserId },
        CreatedAt: random.date(oldest, newest),
      }),
    );
  });
  return { users, groups, memberships };
}

function user(seed: number, storeId: string, index: number): User {
  const random = createRandom(seed, 'identity center', 'user', index);
  const [given, family] = [random.pick(givenNames), random.pick(familyNames)];
  const address = `user${index}@example.com`;
  const synchronized = random.chance(0.8);
  return {
    IdentityStoreId: storeId,
    UserId: uuid(random),
    UserName: address,
    DisplayName: `${given} ${family}`,
    Name: { GivenName: given, FamilyName: family },
    // The address of those who came from elsewhere is the only one; the others have an older one, too.
    Emails: [
      ...(synchronized ? [] : [{ Value: `old-${address}`, Type: 'work', Primary: false }]),
      { Value: address, Type: 'work', Primary: true },
    ],
    ...(synchronized ? { ExternalIds: [{ Issuer: issuer, Id: uuid(random) }] } : {}),
    UserStatus: random.chance(0.1) ? 'DISABLED' : 'ENABLED',
    CreatedAt: random.date(oldest, newest),
    UpdatedAt: newest,
  };
}

function group(seed: number, storeId: string, name: string): Group {
  const random = createRandom(seed, 'identity center', 'group', name);
  return {
    IdentityStoreId: storeId,
    GroupId: uuid(random),
    DisplayName: name,
    ...(name === 'Contractors' ? {} : { Description: `All of ${name}` }),
    ...(random.chance(0.5) || name === 'Everyone'
      ? { ExternalIds: [{ Issuer: issuer, Id: uuid(random) }] }
      : {}),
    CreatedAt: random.date(oldest, newest),
    UpdatedAt: newest,
  };
}

/** Ids of an identity store are UUIDs; those of older stores begin with the store's own number. */
export function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((length) => random.text(hex, length)).join('-');
}
