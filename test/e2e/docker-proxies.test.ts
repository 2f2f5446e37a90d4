import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
let env: Record<string, string>;
beforeAll(async () => {
  shop = await openWorkshop();
  const proxies = { default: { httpProxy: 'http://a:1', httpsProxy: 'http://b:2' } };
  env = { DOCKER_CONFIG: shop.context({ 'config.json': JSON.stringify({ proxies }) }) };
});
afterAll(() => shop[Symbol.dispose]());

test("RUN and commands get the proxies of Docker's settings, unless others are given", async () => {
  const context = shop.context({
    Dockerfile: 'FROM busybox\nRUN env | grep -i _proxy= | sort > /seen\nCMD cat /seen\n',
  });
  const build = ['build', ...shop.base, '-t', 'proxied', '--build-arg', 'https_proxy=http://c:3', context];
  expect(await shop.strake(build, { env })).toMatchObject({ code: 0 });
  const seen = await shop.strake(['run', 'proxied']);
  expect(seen.stdout).toBe(
    'HTTPS_PROXY=http://c:3\nHTTP_PROXY=http://a:1\nhttp_proxy=http://a:1\nhttps_proxy=http://c:3\n',
  );

  const ran = await shop.strake(['run', '-e', 'HTTP_PROXY=', 'proxied', 'sh', '-c', 'env | grep -i _proxy= | sort'], {
    env,
  });
  expect(ran.stdout).toBe('HTTPS_PROXY=http://b:2\nHTTP_PROXY=\nhttp_proxy=http://a:1\nhttps_proxy=http://b:2\n');
});
