import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Digest, isDigest } from '@strake/core';
import { decodeManifest, digestOf } from '@strake/oci';

/** What a test wants to go wrong: called before each answer; a returned function answers instead. */
export type Fault = (request: IncomingMessage) => ((response: ServerResponse) => void) | undefined;

export interface MemoryRegistryOptions {
  /** Wants this login, by a token service of its own. */
  readonly login?: { readonly username: string; readonly password: string };
  readonly fault?: Fault;
}

/** A registry in memory behind a real HTTP server on loopback. */
export interface MemoryRegistry extends AsyncDisposable {
  /** E.g. `127.0.0.1:34567`. */
  readonly host: string;
  /** `METHOD path` of every request, with the authorization scheme it carried. */
  readonly requests: readonly string[];
  addBlob(data: Uint8Array): Digest;
  /** Stores a manifest or index and tags it. */
  addManifest(repository: string, tag: string, data: Uint8Array): Digest;
}

const TOKEN = 'a-token-of-the-memory-registry';

export async function startMemoryRegistry(options: MemoryRegistryOptions = {}): Promise<MemoryRegistry> {
  const blobs = new Map<Digest, Uint8Array>();
  const manifests = new Map<string, Uint8Array>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.authorization?.split(' ')[0] ?? '-'}`);
    const instead = options.fault?.(request);
    if (instead) return instead(response);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', `http://${host}`);
    if (pathname === '/token') return token(request, response);
    if (options.login && request.headers.authorization !== `Bearer ${TOKEN}`) {
      const challenge = `Bearer realm="http://${host}/token",service="memory",scope="repository:x:pull"`;
      return void response.writeHead(401, { 'www-authenticate': challenge }).end();
    }
    const [, repository, kind, name] = /^\/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(pathname) ?? [];
    const data = kind === 'blobs' && name && isDigest(name) ? blobs.get(name) : manifests.get(`${repository}@${name}`);
    if (!data) return void response.writeHead(404).end();
    const type = kind === 'blobs' ? 'application/octet-stream' : mediaTypeOf(data);
    response.writeHead(200, {
      'content-type': type,
      'content-length': data.byteLength,
      'docker-content-digest': digestOf(data),
    });
    response.end(request.method === 'HEAD' ? undefined : data);
  }

  function token(request: IncomingMessage, response: ServerResponse): void {
    const { username, password } = options.login ?? { username: '', password: '' };
    const wanted = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    if (request.headers.authorization !== wanted) return void response.writeHead(401).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token: TOKEN }));
  }

  return {
    host,
    requests,
    addBlob(data) {
      const digest = digestOf(data);
      blobs.set(digest, data);
      return digest;
    },
    addManifest(repository, tag, data) {
      const digest = digestOf(data);
      manifests.set(`${repository}@${tag}`, data);
      manifests.set(`${repository}@${digest}`, data);
      return digest;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function mediaTypeOf(data: Uint8Array): string {
  const document = decodeManifest(data);
  return document.kind === 'index' ? document.index.mediaType : document.manifest.mediaType;
}
