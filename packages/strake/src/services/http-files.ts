import type { ContextTree } from '@strake/context';
import { type ByteStream, hexOf, isDigest } from '@strake/core';
import { type DownloadSource, ExecutorError, type Progress, type Services } from '@strake/executor';
import { type BlobInfo, digestOf, type Entry, OciError } from '@strake/oci';
import { type DiskStore, gunzip, nodeHasher } from '@strake/oci/node';
import type { HttpOp } from '@strake/planner/graph';
import { discard, followRedirects, retrying, type Transport, type TransportResponse } from '@strake/registry';

/** What is known of a URL from the last time. */
interface Download extends BlobInfo {
  readonly etag?: string;
  /** Seconds since 1970, of `Last-Modified`. */
  readonly modified: number;
}

const KIND = 'download';

export interface HttpFilesOptions {
  readonly transport: () => Transport;
  readonly store: DiskStore;
  /** `HTTP_AUTH_HEADER_HOST` and `HTTP_AUTH_TOKEN_HOST` log in to HOST, as they do with BuildKit. */
  readonly secrets: NonNullable<Services['secrets']>;
}

/**
 * ADD's files. What was downloaded before is asked for again only when it changed (`ETag`), and not at all when it has
 * the checksum that is wanted.
 */
export function createHttpFiles(options: HttpFilesOptions): DownloadSource['http'] {
  return async (op, progress, signal) => {
    if (!URL.canParse(op.url))
      throw new ExecutorError('NO_SOURCE', `invalid URL ${JSON.stringify(op.url.replace(/\/\/[^/@]*@/, '//'))}`);
    const key = hexOf(digestOf(new TextEncoder().encode(op.url), nodeHasher));
    const known = await knownDownload(key, options.store);
    if (known && op.checksum === known.digest) return fileTree(op, known, options.store);
    return fileTree(op, await download(op, { ...options, key, known, progress, signal }), options.store);
  };
}

interface Job extends HttpFilesOptions {
  readonly key: string;
  readonly known: Download | undefined;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

async function download(op: HttpOp, job: Job): Promise<Download> {
  const { transport, store, known, key, signal } = job;
  const headers = {
    ...(await authorization(op.url, job.secrets)),
    ...(known?.etag === undefined ? {} : { 'if-none-match': known.etag }),
  };
  const exchange = retrying(followRedirects(transport()));
  const response = await exchange.send({ method: 'GET', url: op.url, headers, signal });
  if (response.status === 304 && known) {
    await discard(response);
    return checked(op, known);
  }
  if (response.status < 200 || response.status > 399) {
    await discard(response);
    throw new ExecutorError('NO_SOURCE', `invalid response status ${response.status}: ${redacted(op.url)}`);
  }
  const blob = await store.content.write(bodyOf(response, job), expectation(op), signal).catch(notWhatWasAskedFor(op));
  const etag = response.header('etag');
  const modified = Math.floor(Date.parse(response.header('last-modified') ?? '') / 1000);
  const done = {
    ...blob,
    modified: Number.isFinite(modified) ? modified : 0,
    ...(etag === undefined ? {} : { etag }),
  };
  await store.records.put(KIND, key, done);
  return done;
}

/** A header of a secret's value as it is, or of the token that it holds. */
async function authorization(url: string, secrets: HttpFilesOptions['secrets']): Promise<Record<string, string>> {
  const { host } = new URL(url);
  const decode = (value: Uint8Array): string => new TextDecoder().decode(value).trim();
  const header = await secrets(`HTTP_AUTH_HEADER_${host}`);
  if (header) return { authorization: decode(header) };
  const token = await secrets(`HTTP_AUTH_TOKEN_${host}`);
  return token ? { authorization: `Bearer ${decode(token)}` } : {};
}

/** A server that packs what it sends, asked or not, sends the file that it unpacks to. */
function bodyOf(response: TransportResponse, { progress, signal }: Job): ByteStream {
  const sent = counted(response, progress);
  return /^(?:x-)?gzip$/i.test(response.header('content-encoding') ?? '') ? gunzip(sent, signal) : sent;
}

function expectation({ checksum }: HttpOp): { readonly digest?: `sha256:${string}` } {
  return checksum === undefined ? {} : { digest: checksum };
}

function notWhatWasAskedFor(op: HttpOp): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof OciError) || error.code !== 'BLOB_MISMATCH') throw error;
    const { found } = error.data;
    throw mismatch(op, typeof found === 'string' ? found : error.message, error);
  };
}

async function knownDownload(key: string, store: DiskStore): Promise<Download | undefined> {
  const value = (await store.records.get(KIND, key)) as Partial<Download> | undefined;
  if (!value || typeof value.digest !== 'string' || !isDigest(value.digest)) return undefined;
  if (!Number.isSafeInteger(value.modified) || !Number.isSafeInteger(value.size)) return undefined;
  return (await store.content.stat(value.digest))?.size === value.size ? (value as Download) : undefined;
}

function checked(op: HttpOp, download: Download): Download {
  if (op.checksum === undefined || op.checksum === download.digest) return download;
  throw mismatch(op, download.digest);
}

function mismatch(op: HttpOp, found: string, cause?: unknown): ExecutorError {
  const message = `digest mismatch ${redacted(op.url)}: expected ${op.checksum}, found ${found}`;
  return new ExecutorError('NO_SOURCE', message, {
    ...(cause === undefined ? {} : { cause }),
    hint: 'the file has changed, or somebody changed it: look at it before you correct --checksum',
  });
}

async function* counted(response: TransportResponse, progress: Progress): ByteStream {
  const total = Number(response.header('content-length')) || undefined;
  let current = 0;
  for await (const chunk of response.body) {
    current += chunk.byteLength;
    progress('download', current, total);
    yield chunk;
  }
}

/** A URL without its login and query, which may be secret. */
function redacted(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function fileTree({ filename, mode }: HttpOp, { digest, size, modified }: Download, store: DiskStore): ContextTree {
  const owner = { uid: 0, gid: 0, mtime: modified };
  const root: Entry = { type: 'directory', path: '', mode: 0o755, ...owner };
  const file: Entry = { type: 'file', path: filename, mode, size, content: digest, ...owner };
  return {
    get: (path) => (path === '' ? root : path === filename ? file : undefined),
    list: (directory) => (directory === '' ? [file] : []),
    walk: (from = '') => (from === '' ? [file] : []),
    open: (_path, signal, { reuse = false } = {}) =>
      store.content.read(digest, { verify: true, reuse, ...(signal ? { signal } : {}) }),
    digestOf: () => Promise.resolve(digest),
  };
}
