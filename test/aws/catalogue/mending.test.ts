import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { catalogue } from '../../../src/aws/catalogue/index.ts';
import { mendingOf } from '../../../src/aws/catalogue/mending.ts';
import { requestFor } from '../../../src/aws/catalogue/services.ts';
import { DOCUMENT_MEMBERS } from '../../../src/aws/policy/policy-document.ts';
import { sampleAnswer } from '../../../src/aws/sample.ts';

test('items of an operation whose answers have no such member stay as they are', () => {
  const mend = mendingOf({ UserData: 'dropped' }, true).forAnswersOf(ec2, 'DescribeInstances');
  const item = { UserData: 'marker', PolicyDocument: '{}' };
  expect(mend(item)).toBe(item);
  expect(item).toEqual({ UserData: 'marker', PolicyDocument: '{}' });
});

test('all others are mended, however deep the member may stand', () => {
  const { forAnswersOf } = mendingOf({ UserData: 'dropped' }, true);
  const template = { LaunchTemplateData: { UserData: 'marker', ImageId: 'ami-1' } };
  expect(forAnswersOf(ec2, 'DescribeLaunchTemplateVersions')(template)).toEqual({
    LaunchTemplateData: { ImageId: 'ami-1' },
  });
  expect(forAnswersOf(iam, 'GetAccountAuthorizationDetails')({ PolicyDocument: '%7B%7D' })).toEqual({
    PolicyDocument: {},
  });
  // Of an operation that the SDK does not describe nothing is known.
  expect(forAnswersOf(ec2, 'DescribeNothing')({ UserData: 'marker' })).toEqual({});
});

test('no operation is left as it is whose answers can have a document, and most are', async () => {
  const operations = new Set<string>();
  const leftAsTheyAre = new Set<string>();
  for (const action of catalogue.flatMap(({ actions }) => actions)) {
    const { service, operation = '' } = requestFor(action) ?? {};
    const sdk = (await service?.sdk()) ?? {};
    const answer = JSON.stringify(sampleAnswer(sdk, operation));
    operations.add(action);
    for (const name of DOCUMENT_MEMBERS) {
      const item = { [name]: '{}' };
      const isMended = mendingOf({}, true).forAnswersOf(sdk, operation)(item) !== item;
      if (!isMended) leftAsTheyAre.add(action);
      if (answer.includes(`"${name}":`))
        expect({ action, name, isMended }).toEqual({ action, name, isMended: true });
    }
  }
  expect(leftAsTheyAre.size).toBeGreaterThan(operations.size / 2);
});
