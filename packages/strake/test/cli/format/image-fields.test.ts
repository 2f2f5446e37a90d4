import { expect, test } from 'vitest';
import { IMAGE_HEADERS, inspectFields, rowFields } from '../../../src/cli/format/image-fields.ts';
import { parseTemplate } from '../../../src/cli/format/template.ts';

const ID = `sha256:${'1'.repeat(64)}`;
const DIFF_ID = `sha256:${'2'.repeat(64)}` as const;
const SUMMARY = { id: ID, platforms: ['linux/amd64'], created: '2026-11-22T03:15:38.55Z', size: 600_502_789 };

test.each([
  [{ name: 'docker.io/library/app:1.0' }, 'app|1.0|111111111111|<none>|2026-11-22 03:15:38 +0000 UTC|601 MB'],
  [
    { name: 'registry.lan:5000/a/b:1' },
    'registry.lan:5000/a/b|1|111111111111|<none>|2026-11-22 03:15:38 +0000 UTC|601 MB',
  ],
  [{ digest: DIFF_ID }, `<none>|<none>|111111111111|${DIFF_ID}|2026-11-22 03:15:38 +0000 UTC|601 MB`],
])('a line of the list: %j', (given, text) => {
  const template = parseTemplate('{{.Repository}}|{{.Tag}}|{{.ID}}|{{.Digest}}|{{.CreatedAt}}|{{.Size}}');
  const fields = rowFields({ ...SUMMARY, ...given }, false);
  expect(template(fields)).toBe(text);
  expect(Object.keys(fields)).toEqual(Object.keys(IMAGE_HEADERS));
});

const CONFIG = { Env: ['A=b'], Cmd: ['sh'], Labels: { v: '1' }, Volumes: { '/x': {} } };

/** As docker 28 prints an image with that configuration. */
test.each([
  ['{{.Id}} {{.RepoTags}} {{index .RepoTags 0}}', `${ID} [app:1.0] app:1.0`],
  ['{{.Os}}/{{.Architecture}}{{.Variant}}', 'linux/amd64'],
  ['{{json .RootFS}}', `{"Type":"layers","Layers":["${DIFF_ID}"]}`],
  ['{{.Config.Entrypoint}} {{json .Config.Entrypoint}}', '[] null'],
  ['{{.Config.ExposedPorts}} {{json .Config.ExposedPorts}}', 'map[] null'],
  ['{{.Config.Healthcheck}}{{.Config.User}}', '<nil>'],
  ['{{.Config.Labels}} {{index .Config.Labels "v"}}', 'map[v:1] 1'],
  ['{{json .Config.Volumes}}', '{"/x":{}}'],
])('a template for an image: %s', (format, text) => {
  const image = {
    id: ID,
    platform: 'linux/amd64',
    config: { os: 'linux', architecture: 'amd64', config: CONFIG, rootfs: { type: 'layers', diff_ids: [DIFF_ID] } },
    layers: [{ diffId: DIFF_ID }],
  } as const;
  const names = ['docker.io/library/app:1.0'];
  expect(parseTemplate(format)(inspectFields({ ...SUMMARY, names, digests: [], images: [image] }, image))).toBe(text);
});
