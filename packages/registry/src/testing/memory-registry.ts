import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Digest } from '@strake/core';
import { createRepositories } from './repositories.ts';
import { createTokenService, type Login } from './token-service.ts';
import type { Answer, Fault, ReceivedRequest } from './exchange.ts';

export interface MemoryRegistryOptions {
  /** Wants this login. */
  readonly login?: Login;
  readonly fault?: Fault;
}

/** A registry in memory behind a real HTTP server on loopback: pull and push, with logins and faults. */
export interface MemoryRegistry extends AsyncDisposable {
  /** E.g. `127.0.0.1:34567`. */
  readonly host: string;
  /** All that was asked, in order. */
  readonly requests: readonly ReceivedRequest[];
  /** Stores a blob in a repository; default: in all of them. */
  addBlob(data: Uint8Array, repository?: string): Digest;
  /** Stores a manifest or index and tags it. */
  addManifest(repository: string, tag: string, data: Uint8Array): Digest;
  blob(repository: string, digest: string): Uint8Array | undefined;
  manifest(repository: string, name: string): Uint8Array | undefined;
}

/** Starts a registry on a free port. */
export async function startMemoryRegistry(options: MemoryRegistryOptions = {}): Promise<MemoryRegistry> {
  const repositories = createRepositories();
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => void respond(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokens = options.login && createTokenService(host, options.login);

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await receive(incoming);
    requests.push(request);
    const normal = tokens?.answer(request) ?? repositories.answer(request);
    write(response, options.fault?.(request)?.(normal) ?? normal, request.method === 'HEAD');
  }

  return {
    host,
    requests,
    addBlob: (data, repository) => repositories.addBlob(data, repository),
    addManifest: (repository, tag, data) => repositories.addManifest(repository, tag, data),
    blob: (repository, digest) => repositories.blob(repository, digest),
    manifest: (repository, name) => repositories.manifest(repository, name),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  } catch {
    // The client has gone; what it asked counts all the same.
  }
  const { method = '', url = '/', headers } = incoming;
  const { authorization = '', range = '' } = headers;
  return {
    method,
    path: url,
    authorization,
    range,
    type: headers['content-type'] ?? '',
    body: Uint8Array.from(Buffer.concat(chunks)),
  };
}

function write(response: ServerResponse, answer: Answer, headOnly: boolean): void {
  if (answer.cutAfter === 'never') return;
  const { body = new Uint8Array() } = answer;
  response.writeHead(answer.status, { 'content-length': body.byteLength, ...answer.headers });
  if (headOnly) response.end();
  else if (answer.cutAfter === undefined) response.end(body);
  else response.write(body.subarray(0, answer.cutAfter), () => response.destroy());
}
