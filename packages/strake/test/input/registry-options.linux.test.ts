import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const NOBODY = 65534;

// Root makes the file, the child gives up being root and keeps its HOME.
test.runIf(process.getuid?.() === 0)("another user's config file says nothing, and is warned of", () => {
  const home = mkdtempSync(join(tmpdir(), 'strake-config-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, 'strake'));
  writeFileSync(join(home, 'strake/config.json'), '{"registries": {"a": {"insecure": true}}}');
  chmodSync(home, 0o700);
  const script = `
    import { registryOptions } from ${JSON.stringify(new URL('../../src/input/registry-options.ts', import.meta.url).href)};
    process.seteuid(${NOBODY});
    const env = { HOME: '/', XDG_CONFIG_HOME: ${JSON.stringify(home)} };
    const options = await registryOptions(env, (message) => console.log(message));
    console.log(JSON.stringify(options.insecure));`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', cwd: '/' });
  expect(said).toBe(`${home}/strake/config.json cannot be read, and says nothing: permission denied (EACCES)\n[]\n`);
});
