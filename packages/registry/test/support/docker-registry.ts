import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../../sandbox/src/testing/free-port.ts';

/** Whether Debian's package docker-registry is there. */
export const HAS_REGISTRY: boolean = spawnSync('docker-registry', ['--version']).status === 0;

/** A docker-registry of one's own. */
export interface DockerRegistry extends AsyncDisposable {
  /** E.g. `127.0.0.1:34567`. */
  readonly host: string;
}

/** Starts docker-registry on a free port, with an empty storage that goes with it; `tls`: with a certificate of its own. */
export async function startDockerRegistry({ tls = false } = {}): Promise<DockerRegistry> {
  const directory = mkdtempSync(join(tmpdir(), 'strake-registry-'));
  const port = await freePort();
  const config = join(directory, 'config.yml');
  const storage = `storage: { filesystem: { rootdirectory: ${JSON.stringify(join(directory, 'data'))} } }`;
  const http = { addr: `127.0.0.1:${port}`, ...(tls && { tls: certify(directory) }) };
  writeFileSync(config, `version: 0.1\nlog: { level: error }\n${storage}\nhttp: ${JSON.stringify(http)}\n`);
  const child = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  const host = `127.0.0.1:${port}`;
  for (let tries = 0; tries < 100; tries++) {
    const up = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (up && up.ok !== tls) return { host, [Symbol.asyncDispose]: () => stop(child, directory) };
    await setTimeout(50);
  }
  await stop(child, directory);
  throw new Error('docker-registry did not start');
}

/** Files of a certificate that nobody has signed. */
function certify(directory: string): { readonly certificate: string; readonly key: string } {
  const [certificate, key] = [join(directory, 'certificate.pem'), join(directory, 'key.pem')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=nobody'];
  spawnSync('openssl', ['req', ...kind, '-keyout', key, '-out', certificate]);
  return { certificate, key };
}

async function stop(child: ChildProcess, directory: string): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  rmSync(directory, { recursive: true, force: true });
}
