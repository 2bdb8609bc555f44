import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { StagedFile, StageStore } from '../contract.ts';
import { type Exchange, send } from '../exchange.ts';
import type { Metrics } from '../metrics.ts';
import { bucket, objectAddress, type StageGrants } from './stage-grants.ts';

interface Metadata {
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The stages as a bucket of an object store that speaks the XML API of Google Cloud Storage: PUT, HEAD and GET
 * of `/sandbox-stages/<stage>/<path>` with a Bearer token.
 */
export class ObjectStore {
  readonly #metadata = new Map<string, Metadata>();
  readonly #store: StageStore;
  readonly #grants: StageGrants;
  readonly #metrics: Metrics;

  constructor(store: StageStore, grants: StageGrants, metrics: Metrics) {
    this.#store = store;
    this.#grants = grants;
    this.#metrics = metrics;
  }

  async handle(exchange: Exchange): Promise<void> {
    const path = decodeURIComponent(exchange.url.pathname.slice(bucket.length + 2));
    const address = objectAddress(path);
    const writes = exchange.method === 'PUT';
    const allowed = this.#grants.check(
      exchange.request.headers.authorization,
      path,
      writes ? 'write' : 'read',
    );
    if (allowed !== 'ok') return refuse(exchange, allowed);
    if (address === undefined) return refuse(exchange, 404);
    if (writes) return this.#put(exchange, address.stageId, address.name);
    if (exchange.method === 'HEAD' || exchange.method === 'GET') {
      return this.#get(exchange, address.stageId, address.name);
    }
    refuse(exchange, 501);
  }

  async #put(exchange: Exchange, stageId: string, name: string): Promise<void> {
    const { request } = exchange;
    let file: StagedFile;
    try {
      file = await this.#store.write(stageId, name, wholeBody(exchange));
    } catch (error) {
      // A client that went away hears nothing, and nothing of its file stays.
      if (request.destroyed && !request.complete) return;
      send(exchange, 400, xml, errorBody('InvalidArgument', error instanceof Error ? error.message : ''));
      return;
    }
    const headers = Object.entries(request.headers).flatMap(([key, value]) =>
      key.startsWith('x-goog-meta-') && typeof value === 'string' ? [[key, value]] : [],
    );
    this.#metadata.set(file.localPath, { etag: file.etag, headers: Object.fromEntries(headers) });
    this.#metrics.puts += 1;
    this.#metrics.uploadedBytes += file.size;
    send(exchange, 200, { etag: `"${file.etag}"` }, Buffer.alloc(0));
  }

  async #get(exchange: Exchange, stageId: string, name: string): Promise<void> {
    const file = (await this.#store.list(stageId, name)).find((candidate) => candidate.name === name);
    if (file === undefined) return refuse(exchange, 404);
    const known = this.#metadata.get(file.localPath);
    const { response } = exchange;
    exchange.request.resume();
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': file.size,
      'last-modified': file.lastModified.toUTCString(),
      etag: `"${file.etag}"`,
      ...(known?.etag === file.etag ? known.headers : {}),
    });
    if (exchange.method === 'HEAD') response.end();
    else await pipeline(createReadStream(file.localPath), response);
  }
}

/** The injected refusals of the object store, by status. */
export function refuse(exchange: Exchange, status: 401 | 403 | 404 | 501 | 503): void {
  const code = refusals[status];
  send(exchange, status, xml, errorBody(code, code));
}

const refusals = {
  401: 'AuthenticationRequired',
  403: 'AccessDenied',
  404: 'NoSuchKey',
  501: 'NotImplemented',
  503: 'ServiceUnavailable',
} as const;

const xml = { 'content-type': 'application/xml; charset=UTF-8' };

function errorBody(code: string, message: string): Buffer {
  const text = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return Buffer.from(
    `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code><Message>${text}</Message></Error>`,
  );
}

/** The body, or an error when it is not as long as announced. */
async function* wholeBody({ request }: Exchange): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    yield part as Buffer;
  }
  const announced = request.headers['content-length'];
  if (!request.complete || (announced !== undefined && Number(announced) !== size)) {
    throw new Error(`Body of ${size} bytes where ${announced} were announced`);
  }
}
