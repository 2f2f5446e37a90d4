import { expect, test } from 'vitest';
import { RegistryError } from '../../src/error.ts';
import { perhapsTls } from '../../src/transport/perhaps-tls.ts';
import type { Transport, TransportRequest, TransportResponse } from '../../src/transport/transport.ts';

const HOST = 'here:5000';
const BARE = 'here';

/** What a server says without TLS: a status, or the code of the error. */
interface Server {
  readonly plain: number | string;
  /** Its status over TLS; absent: it speaks none. */
  readonly tls?: number;
}

interface Case extends Server {
  readonly name: string;
  readonly host?: string;
  /** What comes of two requests. */
  readonly found: readonly [number | string, number | string];
  /** What was sent for them. */
  readonly sent: readonly string[];
}

function answer(status: number): TransportResponse {
  const header = (name: string): string | undefined => (name === 'location' ? `https://${HOST}/next` : undefined);
  return { status, header, body: (async function* () {})() };
}

function serverOf({ plain, tls }: Server, sent: string[]): Transport {
  return {
    async send({ url, unverified = false }) {
      const { protocol } = new URL(url);
      sent.push(`${protocol}${unverified ? ' unverified' : ''}`);
      const said = protocol === 'https:' ? (tls ?? 'EPROTO') : plain;
      if (typeof said === 'number') return answer(said);
      throw new RegistryError('UNREACHABLE', said, { cause: Object.assign(new Error(said), { code: said }) });
    },
  };
}

async function check({ host = HOST, found, sent, ...server }: Case): Promise<void> {
  const seen: string[] = [];
  const transport = perhapsTls(serverOf(server, seen), (asked) => asked === HOST || asked === BARE);
  const request: TransportRequest = { method: 'GET', url: `http://${host}/v2/`, headers: {} };
  const ask = (): Promise<number | string> =>
    transport.send(request).then(
      ({ status }) => status,
      (error: Error) => error.message,
    );
  expect([await ask(), await ask()]).toEqual(found);
  expect(seen).toEqual(sent);
}

const [PLAIN, TLS] = ['http:', 'https: unverified'];

test.each<Case>([
  { name: 'a plain host', plain: 200, found: [200, 200], sent: [PLAIN, PLAIN] },
  { name: 'one that says that it wants TLS', plain: 400, tls: 200, found: [200, 200], sent: [PLAIN, TLS, TLS] },
  { name: 'one that hangs up', plain: 'ECONNRESET', tls: 404, found: [404, 404], sent: [PLAIN, TLS, TLS] },
  {
    name: 'one that answers in TLS',
    plain: 'HPE_INVALID_CONSTANT',
    tls: 200,
    found: [200, 200],
    sent: [PLAIN, TLS, TLS],
  },
  { name: 'a plain host that finds fault', plain: 400, found: [400, 400], sent: [PLAIN, TLS, PLAIN] },
  { name: 'one that leads there', plain: 301, tls: 200, found: [200, 200], sent: [PLAIN, TLS, TLS] },
  { name: 'a plain host that leads nowhere', plain: 301, found: [301, 301], sent: [PLAIN, TLS, PLAIN] },
  {
    name: 'one that has TLS at the usual port alone',
    host: BARE,
    plain: 'ECONNREFUSED',
    tls: 200,
    found: [200, 200],
    sent: [PLAIN, TLS, TLS],
  },
  { name: 'nobody', plain: 'ECONNREFUSED', found: ['ECONNREFUSED', 'ECONNREFUSED'], sent: [PLAIN, PLAIN] },
  {
    name: 'another host',
    host: 'there',
    plain: 'ECONNRESET',
    tls: 200,
    found: ['ECONNRESET', 'ECONNRESET'],
    sent: [PLAIN, PLAIN],
  },
])('$name', check);

test('a host that speaks TLS stays the same origin', async () => {
  const transport = perhapsTls(serverOf({ plain: 400, tls: 202 }, []), () => true);
  const request: TransportRequest = { method: 'POST', url: `http://${HOST}/v2/`, headers: {} };
  expect((await transport.send(request)).header('location')).toBe(`http://${HOST}/next`);
});

test.each<Server['plain']>([400, 'ECONNRESET'])('a host that is asked for two things at once: %s', async (plain) => {
  const late = Promise.withResolvers<void>();
  const server = serverOf({ plain, tls: 200 }, []);
  const inner: Transport = {
    async send(request) {
      if (request.url === `http://${HOST}/late`) await late.promise;
      return server.send(request);
    },
  };
  const transport = perhapsTls(inner, () => true);
  const ask = async (path: string): Promise<number> =>
    (await transport.send({ method: 'GET', url: `http://${HOST}/${path}`, headers: {} })).status;
  const second = ask('late');
  const first = await ask('early');
  late.resolve();
  expect([first, await second, await ask('next')]).toEqual([200, 200, 200]);
});

test('what has been sent for good is not sent again', async () => {
  const seen: string[] = [];
  const transport = perhapsTls(serverOf({ plain: 400, tls: 200 }, seen), () => true);
  const body = (): AsyncIterable<Uint8Array> => (async function* () {})();
  const { status } = await transport.send({ method: 'PUT', url: `http://${HOST}/v2/`, headers: {}, body });
  expect([status, seen]).toEqual([400, [PLAIN]]);
});
