import { type ByteStream, hexOf, isDigest } from '@strake/core';
import type { ContextTree } from '@strake/context';
import { type DownloadSource, ExecutorError, type Progress } from '@strake/executor';
import type { BlobInfo, Entry } from '@strake/oci';
import { digestOf } from '@strake/oci';
import { type DiskStore, nodeHasher } from '@strake/oci/node';
import type { HttpOp } from '@strake/planner/graph';
import { discard, followRedirects, retrying, type Transport, type TransportResponse } from '@strake/registry';

/** What is known of a URL from the last time. */
interface Download extends BlobInfo {
  readonly etag?: string;
  /** Seconds since 1970, of `Last-Modified`. */
  readonly modified: number;
}

const KIND = 'download';

/** ADD's URLs. What was downloaded before is asked for again only when it changed (`ETag`). */
export function createDownloads(transport: () => Transport, store: DiskStore): DownloadSource {
  return {
    async http(op, progress, signal) {
      const download = await fetchUrl(op, retrying(followRedirects(transport())), store, progress, signal);
      return fileTree(op, download, store);
    },
    git: (op) =>
      Promise.reject(
        new ExecutorError('UNSUPPORTED', `${op.remote}: git sources are not supported yet`, {
          hint: 'clone it and pass the directory with --build-context NAME=DIR, then COPY --from=NAME',
        }),
      ),
  };
}

async function fetchUrl(
  op: HttpOp,
  transport: Transport,
  store: DiskStore,
  progress: Progress,
  signal: AbortSignal,
): Promise<Download> {
  const key = hexOf(digestOf(new TextEncoder().encode(op.url), nodeHasher));
  const known = await knownDownload(key, store);
  const headers = known?.etag === undefined ? {} : { 'if-none-match': known.etag };
  const response = await transport.send({ method: 'GET', url: op.url, headers, signal });
  if (response.status === 304 && known) {
    await discard(response);
    return checked(op, known);
  }
  if (response.status < 200 || response.status > 299) {
    await discard(response);
    throw new ExecutorError('NO_SOURCE', `invalid response status ${response.status}: ${redacted(op.url)}`);
  }
  const expect = op.checksum === undefined ? {} : { digest: op.checksum };
  const blob = await store.content.write(counted(response, progress), expect, signal);
  const etag = response.header('etag');
  const modified = Math.floor(Date.parse(response.header('last-modified') ?? '') / 1000);
  const download = {
    ...blob,
    modified: Number.isFinite(modified) ? modified : 0,
    ...(etag === undefined ? {} : { etag }),
  };
  await store.records.put(KIND, key, download);
  return download;
}

async function knownDownload(key: string, store: DiskStore): Promise<Download | undefined> {
  const value = (await store.records.get(KIND, key)) as Partial<Download> | undefined;
  if (!value || typeof value.digest !== 'string' || !isDigest(value.digest)) return undefined;
  if (!Number.isSafeInteger(value.modified) || !Number.isSafeInteger(value.size)) return undefined;
  return (await store.content.stat(value.digest)) ? (value as Download) : undefined;
}

function checked(op: HttpOp, download: Download): Download {
  if (op.checksum === undefined || op.checksum === download.digest) return download;
  throw new ExecutorError(
    'NO_SOURCE',
    `digest mismatch ${redacted(op.url)}: expected ${op.checksum}, found ${download.digest}`,
  );
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
    open: (_path, signal) => store.content.read(digest, signal ? { signal } : {}),
    digestOf: () => Promise.resolve(digest),
  };
}
