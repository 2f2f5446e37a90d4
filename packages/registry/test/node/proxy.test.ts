import { expect, onTestFinished, test } from 'vitest';
import { createHttpTransport } from '../../src/node.ts';
import { usesProxies } from '../../src/node/proxy.ts';

async function failing(proxyEnv: Record<string, string>, url = 'https://registry.invalid/v2/') {
  const transport = createHttpTransport({ proxyEnv });
  onTestFinished(() => transport[Symbol.dispose]());
  return transport.send({ method: 'GET', url, headers: {} }).then(
    () => ({ code: 'none', message: '', hint: '' }),
    (error: { code: string; message: string; hint?: string }) => error,
  );
}

const UNUSED = `HTTPS_PROXY means nothing to Node ${process.versions.node}: 22.21 and 24.5 ask proxies`;

test.each([
  ['nobody listens', 'http://127.0.0.1:9', 'the proxy of HTTPS_PROXY'],
  ['it has no scheme', '127.0.0.1:9', 'the proxy of HTTPS_PROXY'],
  ['it has no address', 'http://proxy.invalid:9', 'the proxy of HTTPS_PROXY'],
  ['it is of another kind', 'socks5://127.0.0.1:9', 'HTTPS_PROXY names a proxy of socks5://'],
])('a proxy that does not help is named by its variable: %s', async (_, proxy, says) => {
  const { code, hint } = await failing({ HTTPS_PROXY: proxy });
  expect([code, hint]).toEqual(['UNREACHABLE', expect.stringContaining(usesProxies ? says : UNUSED)]);
});

test.each(['http://127.0.0.1:99999', 'http://us er:pass/word@proxy:1', '::'])(
  'what is no URL is refused, and not told: %s',
  async (proxy) => {
    const { code, message } = await failing({ HTTPS_PROXY: proxy });
    expect([code, message]).toEqual(['INVALID', 'what HTTPS_PROXY says is no URL of a proxy']);
  },
);

test('a proxy that is not asked is not to blame', async () => {
  expect((await failing({ HTTPS_PROXY: '::' }, 'http://127.0.0.1:9/v2/')).hint).toContain('nothing listens there');
  const direct = await failing({ HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '*' });
  expect(direct.hint).not.toContain('proxy');
});
