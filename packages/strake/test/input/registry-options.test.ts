import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { registryOptions } from '../../src/input/registry-options.ts';

function environment(config: string): NodeJS.ProcessEnv {
  const home = mkdtempSync(join(tmpdir(), 'strake-config-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, 'strake'));
  writeFileSync(join(home, 'strake/config.json'), config);
  return { HOME: home, XDG_CONFIG_HOME: home };
}

const read = (config: string, warn?: (message: string) => void) => registryOptions(environment(config), warn);

test('mirrors and hosts without TLS are those of the file', async () => {
  const hub = '"docker.io": {"mirrors": ["http://127.0.0.1:5000"]}';
  const options = await read(
    `{"registries": {${hub}, "registry.lan": {"insecure": true}, "safe": {"insecure": false}}}`,
  );
  expect(options.mirrors?.['docker.io']).toEqual(['http://127.0.0.1:5000']);
  expect(options.insecure).toEqual(['registry.lan']);
});

test.each([
  ['[]', 'holds no object'],
  ['5', 'holds no object'],
  ['{"registries": []}', 'registries must be an object, not a list'],
  ['{"registries": null}', 'registries must be an object, not null'],
  ['{"registries": {"docker.io": null}}', 'registries["docker.io"] must be an object, not null'],
  ['{"registries": {"docker.io": "http://127.0.0.1"}}', 'registries["docker.io"] must be an object, not a string'],
  ['{"registries": {"a": {"mirrors": "http://127.0.0.1"}}}', 'registries["a"].mirrors must be a list, not a string'],
  ['{"registries": {"a": {"mirrors": [5]}}}', 'registries["a"].mirrors[0] must be a string, not 5'],
  ['{"registries": {"a": {"mirrors": ["127.0.0.1:5000"]}}}', 'the mirror of a is "127.0.0.1:5000", which is no URL'],
  ['{"registries": {"a": {"insecure": "false"}}}', 'registries["a"].insecure must be true or false, not a string'],
])('%s is refused', async (config, says) => {
  await expect(read(config)).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    message: expect.stringContaining(says) as string,
  });
});

test('what means nothing is warned of', async () => {
  const warnings: string[] = [];
  await read('{"registry": {}, "registries": {"https://registry.lan/v2": {"insecur": true}}}', (said) => {
    warnings.push(said.replace(/^.*config\.json: /, ''));
  });
  expect(warnings).toEqual([
    '"registry" means nothing: known are registries',
    '"https://registry.lan/v2" is no host: write "registry.lan"',
    '"insecur" of https://registry.lan/v2 means nothing: did you mean insecure?',
  ]);
});
