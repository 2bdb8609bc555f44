import { expect, test } from 'vitest';
import { firstRequest, type RawRequest, sameInEachRun } from './requests.ts';

function asked(body: string, authorization: string, target = '/'): Buffer {
  const head = `POST ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nauthorization: ${authorization}\r\nContent-Length: ${Buffer.byteLength(body)}`;
  return Buffer.from(`${head}\r\n\r\n${body}`);
}

function signedBy(key: string, day: string, signature: string): string {
  return `AWS4-HMAC-SHA256 Credential=${key}/${day}/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=${signature}`;
}

function whole(received: Buffer): RawRequest {
  const request = firstRequest(received);
  if (!request) throw new Error('not whole');
  return request;
}

test('a request is whole when its header and its body have come', () => {
  const bytes = asked('Action=DescribeVpcs', signedBy('AKIA1', '20260101', 'a'));
  for (let length = 0; length < bytes.length; length += 1) {
    expect(firstRequest(bytes.subarray(0, length))).toBeUndefined();
  }
  const two = Buffer.concat([bytes, bytes]);
  expect(whole(two)).toMatchObject({
    line: 'POST / HTTP/1.1',
    body: 'Action=DescribeVpcs',
    bytes: bytes.length,
  });
});

test('a body whose length the header does not say is refused', () => {
  const chunked = Buffer.from('POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n');
  expect(() => firstRequest(chunked)).toThrow('by its header only');
});

test('two runs ask for the same with other signatures, days and session names', () => {
  const key = (body: string, authorization: string, target?: string) =>
    sameInEachRun(whole(asked(body, authorization, target)));
  const body = 'Action=AssumeRole&RoleSessionName=run-1&RoleArn=r';
  const own = key(body, signedBy('AKIA1', '20260101', 'a'));
  expect(key(body.replace('run-1', 'run-2'), signedBy('AKIA1', '20260102', 'b'))).toBe(own);
  expect(key(body, signedBy('AKIA2', '20260101', 'a'))).not.toBe(own);
  expect(key(body.replace('RoleArn=r', 'RoleArn=s'), signedBy('AKIA1', '20260101', 'a'))).not.toBe(own);
  expect(key(body, signedBy('AKIA1', '20260101', 'a').replace('eu-west-1', 'us-east-1'))).not.toBe(own);
  expect(key(body, signedBy('AKIA1', '20260101', 'a'), '/?page=2')).not.toBe(own);
});
