import { expect, test } from 'vitest';
import { readerWith } from '../changed-operations.ts';
import { collectors } from '../reader.ts';

test.each([undefined, ''])(
  'a list that says that more follows, and not where, is not taken for whole (%j)',
  async (Marker) => {
    const truncated = await readerWith('iam', {
      GetAccountAuthorizationDetails: (own) => async (call) => ({
        ...(await own(call)),
        IsTruncated: true,
        Marker,
      }),
    });
    const outcome = await truncated.read(truncated.access(), truncated.member, {
      collectors: collectors('iam.authorization_details'),
    });
    await truncated[Symbol.asyncDispose]();
    expect(outcome.unit('iam.authorization_details')).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('says that more follows, and not where'),
    });
  },
);
