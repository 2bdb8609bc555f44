import type * as kms from '@aws-sdk/client-kms';
import { AwsError, type Operation, type OperationCall } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { type KeyState, keyIn, kmsOf } from '../world/kms.ts';
import { typed } from './typed.ts';

/** What KMS answers of keys. */
export const kmsOperations: Readonly<Record<string, Operation>> = {
  ListKeys: typed<kms.ListKeysRequest, kms.ListKeysResponse>((call) => {
    const keys = [...kmsOf(call).keys.values()].map(({ metadata: { KeyId, Arn } }) => ({
      KeyId,
      KeyArn: Arn,
    }));
    const { items, ...rest } = listed(call, 'ListKeys', keys, { most: 1_000, usual: 100 });
    return { Keys: items, ...rest };
  }),
  ListAliases: typed<kms.ListAliasesRequest, kms.ListAliasesResponse>((call) => {
    const wanted = call.input.KeyId === undefined ? undefined : found(call, call.input.KeyId).metadata.KeyId;
    const aliases = kmsOf(call).aliases.filter(
      ({ TargetKeyId }) => wanted === undefined || wanted === TargetKeyId,
    );
    const list = `ListAliases ${wanted ?? ''}`;
    const { items, ...rest } = listed(call, list, aliases, { most: 100, usual: 50 });
    return { Aliases: items, ...rest };
  }),
  DescribeKey: typed<kms.DescribeKeyRequest, kms.DescribeKeyResponse>((call) => ({
    KeyMetadata: found(call, call.input.KeyId).metadata,
  })),
  GetKeyPolicy: typed<kms.GetKeyPolicyRequest, kms.GetKeyPolicyResponse>((call) => {
    const { policy } = found(call, byIdOrArn(call.input.KeyId));
    const { PolicyName = 'default' } = call.input;
    if (PolicyName !== 'default') throw new AwsError('NotFoundException', 'No such policy exists');
    return { Policy: JSON.stringify(policy), PolicyName };
  }),
  GetKeyRotationStatus: typed<kms.GetKeyRotationStatusRequest, kms.GetKeyRotationStatusResponse>((call) => {
    const { rotation, metadata } = found(call, byIdOrArn(call.input.KeyId));
    if (rotation) return rotation;
    throw new AwsError(
      'UnsupportedOperationException',
      `${metadata.Arn} origin is ${metadata.Origin} and spec is ${metadata.KeySpec} which is not valid for this operation.`,
    );
  }),
};

/** A page, as KMS has them: with a word on whether it is the last. */
function listed<T>(
  call: OperationCall<{ readonly Limit?: number | undefined; readonly Marker?: string | undefined }>,
  list: string,
  all: readonly T[],
  { most, usual }: { readonly most: number; readonly usual: number },
) {
  const { Limit = usual, Marker } = call.input;
  if (Limit < 1 || Limit > most) {
    throw new AwsError('ValidationException', `Value '${Limit}' at 'limit' must be between 1 and ${most}`);
  }
  const { items, nextToken } = pageOf(call, {
    list: `${list} ${call.region}`,
    items: all,
    size: Limit,
    token: Marker,
    invalidToken: () => new AwsError('InvalidMarkerException', 'Marker is not valid'),
  });
  return {
    items: [...items],
    Truncated: nextToken !== undefined,
    ...(nextToken && { NextMarker: nextToken }),
  };
}

/** Policies and rotation are asked for by key id or key ARN only. */
function byIdOrArn(name: string | undefined): string | undefined {
  if (!name?.includes('alias/')) return name;
  throw new AwsError('InvalidArnException', `Invalid keyId ${name}`);
}

function found(call: OperationCall, name: string | undefined): KeyState {
  const key = name === undefined ? undefined : keyIn(call, name);
  if (key) return key;
  const arn = `arn:${call.world.partition}:kms:${call.region}:${call.account.id}:key/${name}`;
  throw new AwsError('NotFoundException', `Key '${arn}' does not exist`);
}
