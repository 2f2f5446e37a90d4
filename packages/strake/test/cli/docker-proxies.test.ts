import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dockerProxies } from '../../src/cli/files/docker-proxies.ts';

function proxiesOf(config: string): Readonly<Record<string, string>> {
  const directory = mkdtempSync(join(tmpdir(), 'strake-docker-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'config.json'), config);
  return dockerProxies({ DOCKER_CONFIG: directory });
}

test("the proxies of Docker's settings go by the names of variables", () => {
  const of = { httpProxy: 'http://a', httpsProxy: 'http://b', ftpProxy: '', noProxy: 'c', allProxy: 5, other: 'd' };
  const config = { proxies: { default: of, 'tcp://host': { httpProxy: 'http://e' } } };
  expect(proxiesOf(JSON.stringify(config))).toEqual({ HTTP_PROXY: 'http://a', HTTPS_PROXY: 'http://b', NO_PROXY: 'c' });
});

test.each(['', '{', 'null', '[]', '{"proxies": 1}', '{"proxies": {"default": null}}'])('%j names none', (config) => {
  expect(proxiesOf(config)).toEqual({});
});
