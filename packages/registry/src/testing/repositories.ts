import { type Digest, isDigest } from '@strake/core';
import { decodeManifest, digestOf } from '@strake/oci';
import type { Answer, ReceivedRequest } from './exchange.ts';

/** The content of a memory registry and its API. */
export interface Repositories {
  answer(request: ReceivedRequest): Answer;
  addBlob(data: Uint8Array, repository?: string): Digest;
  addManifest(repository: string, tag: string, data: Uint8Array): Digest;
  blob(repository: string, digest: string): Uint8Array | undefined;
  manifest(repository: string, name: string): Uint8Array | undefined;
}

const ANY = '*';
const NOT_FOUND: Answer = { status: 404 };

export function createRepositories(): Repositories {
  const blobs = new Map<string, Uint8Array>();
  const manifests = new Map<string, Uint8Array>();
  let uploads = 0;

  const blob = (repository: string, digest: string): Uint8Array | undefined =>
    blobs.get(`${repository}@${digest}`) ?? blobs.get(`${ANY}@${digest}`);
  const manifest = (repository: string, name: string): Uint8Array | undefined => manifests.get(`${repository}@${name}`);

  function addBlob(data: Uint8Array, repository = ANY): Digest {
    const digest = digestOf(data);
    blobs.set(`${repository}@${digest}`, data);
    return digest;
  }

  function addManifest(repository: string, tag: string, data: Uint8Array): Digest {
    const digest = digestOf(data);
    for (const name of [tag, digest]) manifests.set(`${repository}@${name}`, data);
    return digest;
  }

  function upload(request: ReceivedRequest, repository: string, query: URLSearchParams): Answer {
    if (request.method === 'POST') {
      const from = blob(query.get('from') ?? '', query.get('mount') ?? '');
      if (from) return { status: 201, headers: { 'docker-content-digest': addBlob(from, repository) } };
      return { status: 202, headers: { location: `/v2/${repository}/blobs/uploads/${++uploads}?state=a%2Bb` } };
    }
    const digest = digestOf(request.body);
    if (request.method !== 'PUT' || query.get('digest') !== digest || query.get('state') !== 'a+b')
      return { status: 400 };
    addBlob(request.body, repository);
    return { status: 201, headers: { 'docker-content-digest': digest } };
  }

  /** As registries check it before they take a manifest (`MANIFEST_BLOB_UNKNOWN`). */
  function hasParts(repository: string, data: Uint8Array): boolean {
    const document = documentOf(data);
    if (document?.kind === 'index')
      return document.index.manifests.every(({ digest }) => manifest(repository, digest) !== undefined);
    const parts = document ? [document.manifest.config, ...document.manifest.layers] : [];
    return parts.every(({ digest }) => blob(repository, digest) !== undefined);
  }

  function tagsOf(repository: string): readonly string[] {
    const names = [...manifests.keys()].filter((key) => key.startsWith(`${repository}@`));
    return names
      .map((key) => key.slice(repository.length + 1))
      .filter((name) => !isDigest(name))
      .toSorted();
  }

  return {
    blob,
    manifest,
    addBlob,
    addManifest,
    answer(request) {
      const { pathname, searchParams } = new URL(request.path, 'http://registry');
      const [, repository = '', kind, name = ''] = /^\/v2\/(.+?)\/(manifests|blobs)\/(.+)$/.exec(pathname) ?? [];
      if (/^\/v2\/.+\/blobs\/uploads\//.test(pathname)) return upload(request, repository, searchParams);
      if (kind === 'manifests' && request.method === 'PUT') {
        if (!hasParts(repository, request.body)) return { status: 400 };
        const digest = addManifest(repository, name, request.body);
        return { status: 201, headers: { 'docker-content-digest': digest } };
      }
      if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405 };
      const listed = /^\/v2\/(.+)\/tags\/list$/.exec(pathname)?.[1];
      if (listed !== undefined) return tagsAnswer(listed, tagsOf(listed), searchParams);
      if (kind === 'manifests') return manifestAnswer(manifest(repository, name));
      return kind === 'blobs' && isDigest(name) ? blobAnswer(blob(repository, name), request.range) : NOT_FOUND;
    },
  };
}

function manifestAnswer(body: Uint8Array | undefined): Answer {
  if (!body) return NOT_FOUND;
  return { status: 200, headers: { 'content-type': typeOf(body), 'docker-content-digest': digestOf(body) }, body };
}

/** A page of tags: `n` of them behind `last`, with a link to the next page (OCI distribution spec, "Listing Tags"). */
function tagsAnswer(name: string, all: readonly string[], query: URLSearchParams): Answer {
  if (all.length === 0) return NOT_FOUND;
  const last = query.get('last');
  const rest = all.filter((tag) => last === null || tag > last);
  const tags = rest.slice(0, Number(query.get('n') ?? Infinity));
  const next = `</v2/${name}/tags/list?n=${tags.length}&last=${encodeURIComponent(tags.at(-1) ?? '')}>; rel="next"`;
  return {
    status: 200,
    headers: { 'content-type': 'application/json', ...(tags.length < rest.length ? { link: next } : {}) },
    body: new TextEncoder().encode(JSON.stringify({ name, tags })),
  };
}

function blobAnswer(body: Uint8Array | undefined, range: string): Answer {
  if (!body) return NOT_FOUND;
  const start = /^bytes=(\d+)-$/.exec(range)?.[1];
  if (start === undefined) return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body };
  const headers = { 'content-range': `bytes ${start}-${body.byteLength - 1}/${body.byteLength}` };
  return { status: 206, headers, body: body.subarray(Number(start)) };
}

function typeOf(data: Uint8Array): string {
  const document = documentOf(data);
  if (!document) return 'application/vnd.oci.image.manifest.v1+json';
  return document.kind === 'index' ? document.index.mediaType : document.manifest.mediaType;
}

/** Undefined for what only a test would send. */
function documentOf(data: Uint8Array): ReturnType<typeof decodeManifest> | undefined {
  try {
    return decodeManifest(data);
  } catch {
    return undefined;
  }
}
