import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isTokenRefused } from '../../../src/aws/catalogue/listing.ts';
import { AwsError } from '../../sandbox/aws/contract.ts';
import { readerWith } from '../changed-operations.ts';
import { collectors, type Reader } from '../reader.ts';

interface Page {
  readonly tokens: readonly string[];
  /** Refuses this token, the first time or always. */
  readonly refused?: { readonly token: string; readonly always?: boolean };
}

/** What DescribeVolumes answers: one volume a page, and the tokens in turn. */
let pages: Page;
let asked: (string | undefined)[];
let reader: Reader;

beforeAll(async () => {
  reader = await readerWith('ec2', {
    DescribeVolumes: () => (call) => {
      const { NextToken: token } = call.input as { NextToken?: string };
      asked.push(token);
      const { refused } = pages;
      const before = asked.filter((each) => each === token).length;
      if (refused && refused.token === token && (refused.always || before === 1)) {
        throw new AwsError('InvalidPaginationToken', 'The pagination token has expired.', 400);
      }
      const at = asked.length - 1 - asked.lastIndexOf(undefined);
      const next = pages.tokens[at];
      const Volumes = next === 'empty' ? [] : [{ VolumeId: `vol-${token ?? 'first'}`, State: 'available' }];
      return { Volumes, ...(next ? { NextToken: next } : {}) };
    },
  });
});
afterAll(() => reader[Symbol.asyncDispose]());
beforeEach(() => {
  asked = [];
});

async function readVolumes() {
  const outcome = await reader.read(reader.access(), reader.member, {
    collectors: collectors('ec2.volumes'),
  });
  const ids = (outcome.rows.get('AWS_EC2_VOLUMES') ?? []).map(({ RESOURCE_ID }) => RESOURCE_ID);
  return { ids, unit: outcome.unit('ec2.volumes') };
}

describe('pages whose tokens', () => {
  test.each([
    ['never change', Array.from({ length: 200 }, () => 'same'), 2],
    ['come in a circle', Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? 'a' : 'b')), 3],
    ['lead back after a while', ['a', 'b', 'c', 'a'], 4],
  ])('%s end as failed at the first repeat', async (_, tokens, calls) => {
    pages = { tokens };
    const { unit } = await readVolumes();
    expect(unit).toMatchObject({ status: 'failed', code: 'unusable_answer' });
    expect(unit.reason).toContain('the pages of DescribeVolumes lead back');
    expect(asked).toHaveLength(calls);
  });

  test('are new each time are followed, also past pages that are wholly empty', async () => {
    pages = { tokens: ['empty', 'b', 'c'] };
    const { ids, unit } = await readVolumes();
    expect(unit.status).toBe('ok');
    expect(ids).toEqual(['vol-empty', 'vol-b', 'vol-c']);
  });
});

describe('a token that AWS no longer takes', () => {
  test('begins the list once more, and nothing lands twice', async () => {
    pages = { tokens: ['a', 'b', 'c'], refused: { token: 'b' } };
    const { ids, unit } = await readVolumes();
    expect(unit.status).toBe('ok');
    expect(asked).toEqual([undefined, 'a', 'b', undefined, 'a', 'b', 'c']);
    expect(ids).toEqual(['vol-first', 'vol-a', 'vol-b', 'vol-c']);
  });

  test('is the unit’s failure the second time', async () => {
    pages = { tokens: ['a', 'b', 'c'], refused: { token: 'b', always: true } };
    const { unit } = await readVolumes();
    expect(unit).toMatchObject({ status: 'failed', code: 'InvalidPaginationToken' });
    expect(asked).toHaveLength(6);
  });
});

describe('a refusal is of the page token', () => {
  const error = (name: string, message: string, members: object = {}) =>
    Object.assign(new Error(message), { name, ...members });

  test.each([
    error('InvalidNextToken', 'x'),
    error('InvalidNextTokenException', 'x'),
    error('ExpiredNextTokenException', 'x'),
    error('InvalidPaginationTokenException', 'x'),
    error('ValidationError', 'Invalid Marker.'),
    error('ValidationException', 'The nextToken is not valid or has expired'),
    error('InvalidInputException', 'You specified an invalid value.', { Reason: 'INVALID_NEXT_TOKEN' }),
  ])('where AWS says so: $name', (refusal) => {
    expect(isTokenRefused(refusal)).toBe(true);
  });

  test.each([
    error('ExpiredToken', 'The security token included in the request is expired'),
    error('ExpiredTokenException', 'The security token included in the request is expired'),
    error('InvalidToken', 'The provided token is malformed or otherwise invalid.'),
    error('InvalidClientTokenId', 'The security token included in the request is invalid.'),
    error('ValidationException', 'The account id is not valid'),
    error('Throttling', 'next token'),
  ])('and not of another thing: $name', (refusal) => {
    expect(isTokenRefused(refusal)).toBe(false);
  });
});
