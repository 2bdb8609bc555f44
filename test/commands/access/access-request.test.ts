import { expect, test } from 'vitest';
import { accessRequest } from '../../../src/commands/access/access-request.ts';

const request = (ou: readonly string[]) =>
  accessRequest({ positionals: ['grant'], flags: { role: 'team', ou: [...ou] } });

test('a rule has the spelling of the paths that it is compared with', () => {
  expect(request(['/Cafe\u0301/Prod/', '/Caf\u00e9', '/'])).toEqual({
    role: 'TEAM',
    organizationalUnits: ['/Caf\u00e9/Prod', '/Caf\u00e9', '/'],
    accounts: [],
  });
});

test('a unit that does not begin at the root is refused', () => {
  expect(() => request(['Prod'])).toThrow('--ou Prod is no path');
});
