import { createHash } from 'node:crypto';

const PEM = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g;

/** The certificates of a PEM text (RFC 7468), each with its markers. */
export function certificatesIn(text: string): readonly string[] {
  return text.match(PEM) ?? [];
}

/** Java KeyStore, version 2: what a Java runtime of any version reads as `javax.net.ssl.trustStore`. */
export function javaKeyStore(certificates: readonly string[]): Buffer {
  const entries = certificates.map((pem, index) => keyStoreEntry(`strake-${index}`, derOf(pem)));
  const data = Buffer.concat([u32(0xfeedfeed), u32(2), u32(entries.length), ...entries]);
  return Buffer.concat([data, integrityOf(data)]);
}

const TRUSTED_CERTIFICATE = 2;
/** The password that every Java runtime's own store has. */
const PASSWORD = 'changeit';

function keyStoreEntry(alias: string, der: Buffer): Buffer {
  const created = Buffer.alloc(8);
  return Buffer.concat([u32(TRUSTED_CERTIFICATE), utf(alias), created, utf('X.509'), u32(der.length), der]);
}

function integrityOf(data: Buffer): Buffer {
  const password = Buffer.from(PASSWORD, 'utf16le').swap16();
  return createHash('sha1').update(password).update('Mighty Aphrodite').update(data).digest();
}

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function utf(text: string): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(text.length);
  return Buffer.concat([bytes, Buffer.from(text, 'latin1')]);
}
