import type { Transport } from '../transport/transport.ts';
import type { HttpExchange } from './http-exchange.ts';

export interface Silence {
  readonly host: string;
  /** How long it has lasted, in ms. */
  readonly lasted: number;
}

export interface HttpTransportOptions {
  /**
   * Most time without a byte before a request counts as dead, in ms; so does one with less than 100 bytes a second for
   * twice that time. Default 30 s.
   */
  readonly idleTimeout?: number;
  /** Hears of a request for which nothing has come for some time, before it counts as dead. Said once per request. */
  readonly onSilence?: (silence: Silence) => void;
  readonly userAgent?: string;
  /**
   * `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` (or in lower case), e.g. `process.env`. Default: no proxy. Has no effect on
   * a Node that cannot do it: before 22.21, and 24.0 to 24.4. One that is no URL fails requests as `INVALID`.
   */
  readonly proxyEnv?: Readonly<Record<string, string | undefined>>;
  /** Certificates (PEM) to trust beside those that Node trusts. */
  readonly ca?: string;
}

/**
 * A transport on Node's own HTTP, with connections kept open between requests until it is disposed. Node's HTTP and TLS
 * take long to load, so that happens with the first request.
 */
export function createHttpTransport(options: HttpTransportOptions = {}): Transport & Disposable {
  let exchange: Promise<HttpExchange> | undefined;
  const load = async (): Promise<HttpExchange> => (await import('./http-exchange.ts')).createHttpExchange(options);
  return {
    send: async (request) => (await (exchange ??= load())).send(request),
    [Symbol.dispose]() {
      void exchange?.then((opened) => opened.close());
    },
  };
}
