import type { Agent, AgentOptions, ClientRequest, IncomingMessage, request as requestFunction } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { abortReason } from '@strake/core';
import { isLoopback } from '../client/endpoint.ts';
import { RegistryError } from '../error.ts';
import type { TransportRequest, TransportResponse } from '../transport/transport.ts';
import { bodyOf } from './body.ts';
import type { HttpTransportOptions } from './http-transport.ts';
import { createPatience, ImpatientError, type Patience, SILENT, SLOW } from './patience.ts';
import { type ProxyEnv, proxyHint, proxyUrls } from './proxy.ts';
import { readingInPlace } from './reading-in-place.ts';

/** Node's HTTP with the connections it keeps. */
export interface HttpExchange {
  send(request: TransportRequest): Promise<TransportResponse>;
  close(): void;
}

export function createHttpExchange(options: HttpTransportOptions): HttpExchange {
  const { idleTimeout = 30_000, onSilence = () => {}, userAgent = 'strake', proxyEnv = {}, ca } = options;
  const keepAlive = true;
  const clients = new Map<string, Client>();
  const clientFor: ClientFor = ({ protocol, host }, unverified) => {
    // This machine is spoken to without TLS: a proxy would hear it. Docker's client uses none for it either.
    const isDirect = isLoopback(host);
    const key = `${protocol} ${unverified} ${isDirect}`;
    // Types of Node 24.0 do not know `proxyEnv` yet.
    const settings = () => ({ keepAlive, ...(isDirect ? {} : { proxyEnv: proxyUrls(proxyEnv) }) }) as AgentOptions;
    const known = clients.get(key) ?? createClient(protocol, unverified ? UNVERIFIED : { ca }, settings());
    clients.set(key, known);
    return known;
  };
  return {
    send: (request) => {
      const { host } = new URL(request.url);
      const patience = createPatience(idleTimeout, (lasted) => onSilence({ host, lasted }));
      return send(request, clientFor, patience, userAgent, proxyEnv);
    },
    close() {
      for (const { agent } of clients.values()) agent.destroy();
    },
  };
}

type ClientFor = (target: URL, unverified: boolean) => Client;

/** One protocol's way to ask. */
interface Client {
  readonly request: typeof requestFunction;
  readonly agent: Agent;
}

/**
 * The built-in modules are taken as they are: an import would read every export of node:http, and so load its WebSocket
 * client, which takes longer than the request.
 */
function createClient(protocol: string, { ca, ...trust }: Trust, settings: AgentOptions): Client {
  const { Agent, request } = process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http');
  const trusted = ca === undefined ? {} : trusting(ca);
  return { request, agent: readingInPlace(new Agent({ ...settings, ...trusted, ...trust })) };
}

/** Whose certificates are good. */
interface Trust {
  readonly ca?: string | undefined;
  readonly rejectUnauthorized?: false;
}

const UNVERIFIED: Trust = { rejectUnauthorized: false };

/** Certificates that are given stand for the usual ones: so those are given with them. */
function trusting(ca: string): AgentOptions {
  return { ca: [...process.getBuiltinModule('node:tls').getCACertificates('default'), ca] } as AgentOptions;
}

function send(
  { method, url, headers, body, reuse = false, unverified = false, signal }: TransportRequest,
  clientFor: ClientFor,
  patience: Patience,
  userAgent: string,
  proxyEnv: ProxyEnv,
): Promise<TransportResponse> {
  const target = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<TransportResponse>();
  const { request: ask, agent } = clientFor(target, unverified);
  const common = { method, headers: { ...headers, 'user-agent': userAgent }, ...(signal ? { signal } : {}) };
  const request = ask(target, { ...common, agent });
  const failed = (cause: unknown): Error =>
    signal?.aborted ? abortReason(signal) : broken(target.host, patience.lost ?? cause);
  patience.watch(request);
  request.on('error', (cause) => reject(signal?.aborted ? abortReason(signal) : unreachable(target, cause, proxyEnv)));
  request.on('response', (message) => resolve(responseOf(message, reuse, failed)));
  sendBody(request, body, reject);
  return promise;
}

function sendBody(request: ClientRequest, body: TransportRequest['body'], fail: (error: unknown) => void): void {
  if (typeof body !== 'function') {
    request.end(body);
    return;
  }
  // A broken connection is reported by the request itself; what is left is a source that failed.
  const source = Readable.from(body(), { objectMode: false });
  source.on('error', fail);
  pipeline(source, request).catch(() => {});
}

function unreachable({ host, protocol }: URL, cause: Error, proxyEnv: ProxyEnv): RegistryError {
  const code = (cause as NodeJS.ErrnoException).code;
  const proxied = isLoopback(host) ? undefined : proxyHint(proxyEnv, protocol, cause);
  const hint = proxied ?? (code === undefined ? undefined : HINTS[code]);
  return new RegistryError('UNREACHABLE', `no answer from ${host}: ${reasonOf(cause) || code}`, {
    cause,
    retryable: code === undefined || !FINAL.has(code),
    ...(cause instanceof ImpatientError ? { attempts: SILENT_ATTEMPTS } : {}),
    ...(hint === undefined ? {} : { hint }),
  });
}

/** OpenSSL's messages are of several parts, places of its source among them, and end their line. */
function reasonOf({ message }: Error): string {
  const [, tls] = /:error:\w+:[^:]*:[^:]*:([^:]+):/.exec(message) ?? [];
  return tls === undefined ? message.replace(NODES_ADVICE, '') : `TLS: ${tls}`;
}

/** It is for those who start Node themselves. */
const NODES_ADVICE = /; if the root CA is installed locally.*$/s;

const NAMELESS = 'is this machine online, does it reach its DNS server, and is the name right?';
const OFFLINE = 'is this machine online? A proxy is taken from HTTPS_PROXY and HTTP_PROXY';
const AUTHORITY = 'give the certificate of its authority: --ca FILE, or NODE_EXTRA_CA_CERTS';
const PLAIN =
  'if it speaks plain HTTP, say so: "insecure": true of the registry in strake/config.json, or http:// before a mirror';
const HINTS: Readonly<Record<string, string>> = {
  [SILENT]: 'the server, or a proxy or firewall on the way, takes connections and does not answer: try again later',
  [SLOW]: 'the server, or what is on the way to it, lets through next to nothing: try again later, or name a mirror',
  ENOTFOUND: NAMELESS,
  EAI_AGAIN: NAMELESS,
  ENETUNREACH: OFFLINE,
  EHOSTUNREACH: OFFLINE,
  ETIMEDOUT: OFFLINE,
  ECONNREFUSED: 'nothing listens there; is the server running, and the port right?',
  EPROTO: PLAIN,
  ERR_SSL_WRONG_VERSION_NUMBER: PLAIN,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: PLAIN,
  DEPTH_ZERO_SELF_SIGNED_CERT: AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: AUTHORITY,
};

/** Who was silent or slow for long is asked once more. */
const SILENT_ATTEMPTS = 2;

/** What asking again does not change. */
const FINAL = new Set([
  'ENOTFOUND',
  'ECONNREFUSED',
  'EPROTO',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function responseOf(message: IncomingMessage, reuse: boolean, failed: (cause: unknown) => Error): TransportResponse {
  return {
    status: message.statusCode ?? 0,
    header: (name) => {
      const value = message.headers[name.toLowerCase()];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    body: bodyOf(message, reuse, failed),
  };
}

function broken(host: string, cause: unknown): RegistryError {
  if (!(cause instanceof ImpatientError))
    return new RegistryError('UNREACHABLE', `the connection to ${host} broke`, { cause, retryable: true });
  const message = `${host} ${cause.code === SLOW ? 'sends too slowly' : 'stopped sending'}: ${cause.message}`;
  const hint = HINTS[cause.code] as string;
  return new RegistryError('UNREACHABLE', message, { cause, retryable: true, attempts: SILENT_ATTEMPTS, hint });
}
