import { createHash } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { certificatesIn, javaKeyStore } from '../../src/trust/certificates.ts';

const [one = '', other = ''] = rootCertificates;

test('certificates are found among other text', () => {
  const key = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----';
  expect(certificatesIn(`# a comment\n${one}\r\n${key}\n\n${other}\n`)).toEqual([one, other]);
  expect(certificatesIn('none')).toEqual([]);
});

test('a key store holds the certificates as they are, and its own digest', () => {
  const store = javaKeyStore([one, other]);
  expect([store.readUInt32BE(0), store.readUInt32BE(4), store.readUInt32BE(8)]).toEqual([0xfeedfeed, 2, 2]);
  const der = Buffer.from(one.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  expect(store.includes(der)).toBe(true);
  const salt = Buffer.concat([Buffer.from('changeit', 'utf16le').swap16(), Buffer.from('Mighty Aphrodite')]);
  const digest = createHash('sha1').update(salt).update(store.subarray(0, -20)).digest();
  expect(store.subarray(-20)).toEqual(digest);
});
