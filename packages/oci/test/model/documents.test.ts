import { describe, expect, test } from 'vitest';
import {
  decodeConfig,
  decodeManifest,
  encodeConfig,
  encodeIndex,
  encodeManifest,
  type ImageConfig,
  MediaType,
} from '../../src/model/index.ts';

const DIGEST = `sha256:${'a'.repeat(64)}` as const;
const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const text = (data: Uint8Array): string => new TextDecoder().decode(data);

const descriptor = { mediaType: MediaType.config, digest: DIGEST, size: 2 };
const manifest = { schemaVersion: 2, mediaType: MediaType.manifest, config: descriptor, layers: [] };
const index = { schemaVersion: 2, mediaType: MediaType.index, manifests: [] };

/** What Docker 28.5 (BuildKit) wrote for a Dockerfile with one of each instruction. */
const DOCKERS_CONFIG =
  '{"architecture":"amd64","author":"me \\u003cx\\u003e","config":{"User":"1","ExposedPorts":{"443/udp":{},"80/tcp":{}},' +
  '"Env":["PATH=/bin","FOO=bar"],"Entrypoint":["a"],"Cmd":["/bin/sh","-ec","b"],"Volumes":{"/data":{}},' +
  '"WorkingDir":"/w","Labels":{"a":"\\u003c\\u0026\\u003eé","z":"1"},"StopSignal":"SIGTERM","ArgsEscaped":true,' +
  '"Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":5000000000},"OnBuild":["RUN echo"],"Shell":["/bin/sh","-ec"]},' +
  '"created":"2026-11-21T02:44:56.752958941Z","history":[{"created":"2026-11-21T02:06:51.420424999Z","comment":"Imported from -"},' +
  '{"created":"2026-11-21T02:44:56.444928134Z","created_by":"LABEL z=1 a=\\u003c\\u0026\\u003eé","comment":"buildkit.dockerfile.v0",' +
  `"empty_layer":true}],"os":"linux","rootfs":{"type":"layers","diff_ids":["${DIGEST}"]}}`;

const DOCKERS_MANIFEST = `{
  "schemaVersion": 2,
  "mediaType": "application/vnd.oci.image.manifest.v1+json",
  "config": {
    "mediaType": "application/vnd.oci.image.config.v1+json",
    "digest": "${DIGEST}",
    "size": 2711
  },
  "layers": [
    {
      "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
      "digest": "${DIGEST}",
      "size": 1090931
    }
  ],
  "annotations": {
    "foo": "bar"
  }
}`;

const DOCKERS_INDEX =
  '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":' +
  `"application/vnd.oci.image.manifest.v1+json","digest":"${DIGEST}","size":856,"annotations":` +
  '{"io.containerd.image.name":"docker.io/library/foo:1","org.opencontainers.image.created":"2026-11-21T02:44:57Z",' +
  '"org.opencontainers.image.ref.name":"1"},"platform":{"architecture":"amd64","os":"linux"}}]}';

describe("Docker's documents come out byte for byte", () => {
  test('configuration', () => {
    expect(text(encodeConfig(decodeConfig(bytes(DOCKERS_CONFIG))))).toBe(DOCKERS_CONFIG);
  });
  test('manifest', () => {
    const document = decodeManifest(bytes(DOCKERS_MANIFEST), MediaType.manifest);
    expect(document.kind === 'manifest' && text(encodeManifest(document.manifest))).toBe(DOCKERS_MANIFEST);
  });
  test('index.json', () => {
    const document = decodeManifest(bytes(DOCKERS_INDEX));
    expect(document.kind === 'index' && text(encodeIndex(document.index, 'compact'))).toBe(DOCKERS_INDEX);
  });
});

test('members that Docker does not know are dropped, nulls are absent', () => {
  const config = decodeConfig(
    bytes({
      architecture: 'amd64',
      os: 'linux',
      container: 'x',
      created: null,
      config: { Hostname: 'h', Env: null, Cmd: ['a'], Labels: { b: '1' } },
      rootfs: { type: 'layers', diff_ids: null },
    }),
  );
  expect(config).toEqual({
    architecture: 'amd64',
    os: 'linux',
    config: { Cmd: ['a'], Labels: { b: '1' } },
    rootfs: { type: 'layers', diff_ids: [] },
  });
});

test('keys are sorted and empty members left out', () => {
  const config: ImageConfig = {
    rootfs: { diff_ids: [], type: 'layers' },
    os: 'linux',
    architecture: 'arm64',
    variant: 'v9',
    config: { Labels: { b: '2', a: '1' }, Env: [], Cmd: null, Entrypoint: [], User: '', WorkingDir: '/' },
  };
  expect(text(encodeConfig(config))).toBe(
    '{"architecture":"arm64","config":{"WorkingDir":"/","Labels":{"a":"1","b":"2"}},"os":"linux",' +
      '"rootfs":{"type":"layers","diff_ids":[]},"variant":"v9"}',
  );
});

test.each([
  ['a manifest', manifest, undefined, 'manifest'],
  ['an index', index, undefined, 'index'],
  ["Docker's list", { ...index, mediaType: MediaType.dockerManifestList }, MediaType.dockerManifestList, 'index'],
  ['a manifest without a type', { schemaVersion: 2, config: descriptor, layers: [] }, undefined, 'manifest'],
  ['an index without a type', { schemaVersion: 2, manifests: [] }, undefined, 'index'],
  ['a manifest whose type has parameters', manifest, `${MediaType.manifest}; charset=utf-8`, 'manifest'],
])('tells %s', (_, document, type, kind) => {
  expect(decodeManifest(bytes(document), type).kind).toBe(kind);
});

test.each<[string, unknown, string?]>([
  ['no JSON', '{'],
  ['bytes that are not UTF-8', '\udcff{}'],
  ['an array', []],
  ['null', 'null'],
  ['schema 1', { schemaVersion: 1, name: 'a' }],
  ['layers and manifests at once (CVE-2021-41190)', { ...manifest, manifests: [] }],
  ['config and manifests at once (CVE-2021-41190)', { ...index, config: descriptor }],
  ['keys that differ in case', { ...manifest, Layers: [descriptor] }],
  ['another type than announced', manifest, MediaType.index],
  ['an index announced as a manifest', { schemaVersion: 2, manifests: [] }, MediaType.manifest],
  ['an unknown type', { ...manifest, mediaType: 'text/plain' }],
  ['a type that is no text', { ...manifest, mediaType: 1 }],
  ['layers that are no list', { ...manifest, layers: {} }],
  ['a layer that is no object', { ...manifest, layers: ['x'] }],
  ['no config', { ...manifest, config: undefined }],
  ['a negative size', { ...manifest, config: { ...descriptor, size: -1 } }],
  ['a fractional size', { ...manifest, config: { ...descriptor, size: 1.5 } }],
  ['a size over 2^53', { ...manifest, layers: [{ ...descriptor, size: 2 ** 53 }] }],
  ['a size that is text', { ...manifest, layers: [{ ...descriptor, size: '1' }] }],
  ['a digest that is a path', { ...manifest, layers: [{ ...descriptor, digest: 'sha256:../../etc/passwd' }] }],
  ['a digest of another algorithm', { ...manifest, layers: [{ ...descriptor, digest: `sha512:${'a'.repeat(128)}` }] }],
  ['a digest in capitals', { ...manifest, layers: [{ ...descriptor, digest: `sha256:${'A'.repeat(64)}` }] }],
  ['annotations that are no texts', { ...manifest, annotations: { a: 1 } }],
])('refuses a manifest that is or has %s', (_, document, type) => {
  expect(() => decodeManifest(bytes(document), type)).toThrow(expect.objectContaining({ code: 'MANIFEST_INVALID' }));
});

test('refuses a manifest of more than 4 MiB before reading it', () => {
  const document = bytes(`${' '.repeat(4 * 1024 * 1024)}{}`);
  expect(() => decodeManifest(document)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
});

const config = { architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [DIGEST] } };

test.each<[string, unknown]>([
  ['no rootfs', { ...config, rootfs: undefined }],
  ['another kind of rootfs', { ...config, rootfs: { type: 'tree', diff_ids: [] } }],
  ['a diffID that is none', { ...config, rootfs: { type: 'layers', diff_ids: ['x'] } }],
  ['an environment that is no list', { ...config, config: { Env: 'A=1' } }],
  ['a number in the environment', { ...config, config: { Env: [1] } }],
  ['labels that are no map', { ...config, config: { Labels: ['a'] } }],
  ['an interval that is no integer', { ...config, config: { Healthcheck: { Interval: 0.5 } } }],
  ['a history that is no list', { ...config, history: {} }],
  ['an empty_layer that is text', { ...config, history: [{ empty_layer: 'true' }] }],
])('refuses a configuration that has %s', (_, document) => {
  expect(() => decodeConfig(bytes(document))).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});

test('labels may have the names of object members', () => {
  const hostile =
    '{"architecture":"a","os":"b","rootfs":{"type":"layers"},"config":{"Labels":{"__proto__":"x","constructor":"y"}}}';
  const decoded = decodeConfig(bytes(hostile));
  expect(Object.entries(decoded.config?.Labels ?? {})).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
  expect(text(encodeConfig(decoded))).toContain('"Labels":{"__proto__":"x","constructor":"y"}');
});
