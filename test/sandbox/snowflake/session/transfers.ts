import { join } from 'node:path';
import type { StageStore, TransferResult } from '../contract.ts';
import { bucket, objectPath, type StageGrants } from '../stage/stage-grants.ts';
import { finalNames } from './results.ts';
import type { WireSession } from './sessions.ts';
import type { Statement } from './statements.ts';

/** How drivers are told to move bytes: over HTTP to the object store, or through the local file system. */
export type StageType = 'http' | 'local';

/** `data` of the answer to PUT or GET. The driver moves the bytes and never reports back. */
export function transferData(
  result: TransferResult,
  statement: Statement,
  session: WireSession,
  origin: string,
  store: StageStore,
  grants: StageGrants,
  stageType: StageType,
): Readonly<Record<string, unknown>> {
  const overHttp = stageType === 'http' && plainHttpClients.has(session.client);
  const stageInfo = overHttp ? httpStage(result, origin, grants) : localStage(result, store);
  const download = result.command === 'DOWNLOAD';
  return {
    command: result.command,
    kind: null,
    operation: 'Node',
    src_locations: result.srcLocations,
    ...(download
      ? { localLocation: result.localLocation, presignedUrls: result.srcLocations.map(() => null) }
      : {}),
    parallel: result.parallel,
    threshold: 209_715_200,
    autoCompress: result.autoCompress,
    overwrite: result.overwrite,
    sourceCompression: result.sourceCompression,
    clientShowEncryptionParameter: false,
    // The stage encrypts on its own side (SNOWFLAKE_SSE): GET takes a list of no materials, PUT none.
    encryptionMaterial: download ? [] : null,
    stageInfo,
    uploadInfo: stageInfo,
    queryId: statement.queryId,
    rowtype: [],
    rowset: [],
    total: 0,
    returned: 0,
    ...finalNames(session),
  };
}

/**
 * The drivers that upload to an object store over plain http when told to. The others insist on https, and
 * get the local file system in its place.
 */
const plainHttpClients: ReadonlySet<string> = new Set(['JavaScript', 'PythonConnector']);

function localStage(
  { stage, command }: TransferResult,
  store: StageStore,
): Readonly<Record<string, unknown>> {
  const root = store.directory(stage.stageId);
  return {
    locationType: 'LOCAL_FS',
    // Files to download are named from the stage's root.
    location: command === 'DOWNLOAD' ? root : join(root, stage.path),
    path: stage.path,
    region: null,
    storageAccount: null,
    isClientSideEncrypted: false,
    creds: {},
    presignedUrl: null,
    endPoint: null,
  };
}

function httpStage(
  { stage, command }: TransferResult,
  origin: string,
  grants: StageGrants,
): Readonly<Record<string, unknown>> {
  const scope = command === 'DOWNLOAD' ? { ...stage, path: '' } : stage;
  return {
    locationType: 'GCS',
    location: `${bucket}/${objectPath(scope)}`,
    path: objectPath(scope),
    region: 'us-central1',
    storageAccount: null,
    isClientSideEncrypted: false,
    creds: { GCS_ACCESS_TOKEN: grants.issue(scope, command === 'DOWNLOAD' ? 'read' : 'write') },
    presignedUrl: null,
    endPoint: origin,
  };
}
