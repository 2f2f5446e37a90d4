import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@strake/oci/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSandbox } from '../src/session/open-sandbox.ts';
import { writeBusyboxRoot, writeNodes } from '../src/testing/busybox-root.ts';
import { NEVER, type Outcome, runAndCommit } from '../src/testing/rig.ts';
import { DRIVERS, isInstalled } from './support/rig.ts';

let directory: string;
let ca: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-trust-'));
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'ca.pem'];
  execFileSync('openssl', [...request, '-days', '2', '-subj', '/CN=Private CA'], { cwd: directory, stdio: 'ignore' });
  ca = readFileSync(join(directory, 'ca.pem'), 'utf8');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const BUNDLE = '-----BEGIN CERTIFICATE-----\nimage\n-----END CERTIFICATE-----\n';
const NODES = {
  etc: { type: 'directory' },
  'etc/ssl': { type: 'directory' },
  'etc/ssl/certs': { type: 'directory' },
  'etc/ssl/certs/ca-certificates.crt': BUNDLE,
  'etc/ssl/cert.pem': { type: 'symlink', target: 'certs/ca-certificates.crt' },
  'usr/lib': { type: 'directory' },
  'usr/lib/jvm': { type: 'directory' },
} as const;

const driver = DRIVERS.find(isInstalled) ?? 'unshare';

async function run(script: string, withBundle = true): Promise<Outcome> {
  const storeDir = mkdtempSync(join(directory, 'store-'));
  const store = await openStore(storeDir);
  const base = await writeBusyboxRoot(store.layers, readFileSync('/bin/busybox'));
  const above = withBundle ? [await writeNodes(store.layers, NODES)] : [];
  await using session = await openSandbox({ storeDir, driver, ca });
  return await runAndCommit({ session, layers: store.layers, base }, script, { above, signal: NEVER });
}

const lineOf = (): string => ca.split('\n')[3] ?? '';

test('a command trusts the certificate by paths and variables, and its layer knows nothing of it', async () => {
  const script = `cd /etc/ssl; for f in certs/ca-certificates.crt cert.pem $SSL_CERT_FILE $NODE_EXTRA_CA_CERTS; do grep -c '${lineOf()}' $f; done; grep -c image $CURL_CA_BUNDLE; ls /dev/strake; echo $JAVA_TOOL_OPTIONS`;
  const { stdout, layer } = await run(script);
  expect(stdout).toBe('1\n1\n1\n1\n1\nca.crt\nca.jks\n-Djavax.net.ssl.trustStore=/dev/strake/ca.jks\n');
  expect(layer).toEqual([]);
});

test('a bundle that the command changes stays as it made it, without the certificate', async () => {
  const { committed, layer } = await run('cd /etc/ssl/certs; echo more >>ca-certificates.crt');
  expect(layer).toEqual([
    expect.stringMatching(/^etc directory/),
    expect.stringMatching(/^etc\/ssl directory/),
    expect.stringMatching(/^etc\/ssl\/certs directory/),
    `etc/ssl/certs/ca-certificates.crt file 644 0:0 ${BUNDLE.length + 'more\n'.length}`,
  ]);
  let tar = '';
  for await (const chunk of committed.tar()) tar += Buffer.from(chunk).toString('latin1');
  expect(tar).toContain('more\n');
  expect(tar).not.toContain(lineOf());
});

test('where the image trusts nobody, the command trusts the usual roots too', async () => {
  const { stdout, layer } = await run('grep -c BEGIN $SSL_CERT_FILE; env | grep -c JAVA', false);
  const [roots = '', java] = stdout.trim().split('\n');
  expect(Number(roots)).toBeGreaterThan(100);
  expect([java, layer]).toEqual(['0', []]);
});

test('variables that the image has set stay', async () => {
  const storeDir = mkdtempSync(join(directory, 'store-'));
  const store = await openStore(storeDir);
  const base = await writeBusyboxRoot(store.layers, readFileSync('/bin/busybox'));
  await using session = await openSandbox({ storeDir, driver, ca });
  const rig = { session, layers: store.layers, base };
  const { stdout } = await runAndCommit(rig, 'echo $SSL_CERT_FILE', { env: ['SSL_CERT_FILE=/mine'] });
  expect(stdout).toBe('/mine\n');
});
