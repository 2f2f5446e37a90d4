import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { familiarReference, formatReference, parseReference } from '../../src/model/index.ts';

const HEX = 'a'.repeat(64);
const DIGEST = `sha256:${HEX}`;

test.each([
  ['busybox', 'docker.io/library/busybox:latest', 'busybox:latest'],
  ['busybox:1.36', 'docker.io/library/busybox:1.36', 'busybox:1.36'],
  ['docker.io/busybox', 'docker.io/library/busybox:latest', 'busybox:latest'],
  ['docker.io/library/busybox', 'docker.io/library/busybox:latest', 'busybox:latest'],
  ['index.docker.io/busybox', 'docker.io/library/busybox:latest', 'busybox:latest'],
  ['me/app', 'docker.io/me/app:latest', 'me/app:latest'],
  ['library/a/b', 'docker.io/library/a/b:latest', 'library/a/b:latest'],
  [`busybox@${DIGEST}`, `docker.io/library/busybox@${DIGEST}`, `busybox@${DIGEST}`],
  [`busybox:1@${DIGEST}`, `docker.io/library/busybox:1@${DIGEST}`, `busybox:1@${DIGEST}`],
  ['localhost/app', 'localhost/app:latest', 'localhost/app:latest'],
  ['localhost:5000/app:v1', 'localhost:5000/app:v1', 'localhost:5000/app:v1'],
  ['ghcr.io/a/b/c:x', 'ghcr.io/a/b/c:x', 'ghcr.io/a/b/c:x'],
  ['127.0.0.1:5000/a', '127.0.0.1:5000/a:latest', '127.0.0.1:5000/a:latest'],
  ['[::1]:5000/a', '[::1]:5000/a:latest', '[::1]:5000/a:latest'],
  ['Foo/bar', 'Foo/bar:latest', 'Foo/bar:latest'],
  ['a__b/c.d/e---f', 'docker.io/a__b/c.d/e---f:latest', 'a__b/c.d/e---f:latest'],
  ['scratch', 'docker.io/library/scratch:latest', 'scratch:latest'],
])('%s is %s, for people %s', (text, full, familiar) => {
  const reference = parseReference(text);
  expect(reference.ok && formatReference(reference.value)).toBe(full);
  expect(reference.ok && familiarReference(reference.value)).toBe(familiar);
  expect(parseReference(full)).toEqual(reference);
});

test.each([
  ['', 'invalid reference format'],
  ['a:b:c', 'invalid reference format'],
  ['a@', 'invalid reference format'],
  ['a/', 'invalid reference format'],
  ['/a', 'invalid reference format'],
  ['a//b', 'invalid reference format'],
  ['a..b', 'invalid reference format'],
  ['-a', 'invalid reference format'],
  ['a_-b', 'invalid reference format'],
  ['a:', 'invalid reference format'],
  ['a:-x', 'invalid reference format'],
  [`a:${'x'.repeat(129)}`, 'invalid reference format'],
  ['a b', 'invalid reference format'],
  ['a\nb', 'invalid reference format'],
  ['https://docker.io/a', 'invalid reference format'],
  ['localhost:port/a', 'invalid reference format'],
  [`a@${DIGEST}@${DIGEST}`, 'invalid reference format'],
  ['a@sha256:abc', 'invalid reference format: invalid checksum digest length'],
  [`a@sha512:${HEX}${HEX}`, 'unsupported digest algorithm'],
  ['Busybox', 'invalid reference format: repository name (library/Busybox) must be lowercase'],
  ['a/B', 'invalid reference format: repository name (a/B) must be lowercase'],
  [`${'a'.repeat(256)}/b`, 'repository name must not be more than 255 characters'],
  [HEX, `invalid repository name (${HEX}), cannot specify 64-byte hexadecimal strings`],
])('refuses %j', (text, message) => {
  expect(parseReference(text)).toEqual({ ok: false, message });
});

test('any text is answered, and what is accepted survives formatting', () => {
  const parts = fc.array(fc.constantFrom('a', 'B', '0', '.', '-', '_', '/', ':', '@', 'localhost', DIGEST, 'é'), {
    maxLength: 12,
  });
  const anything = fc.oneof(
    parts.map((list) => list.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const reference = parseReference(text);
      const forms = reference.ok ? [formatReference(reference.value), familiarReference(reference.value)] : [];
      expect(forms.map(parseReference)).toEqual(forms.map(() => reference));
    }),
  );
});
