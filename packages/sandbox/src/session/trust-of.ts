import type { ExtraTrust } from '../trust/add-trust.ts';
import { certificatesIn } from '../trust/certificates.ts';

/** What commands trust beside what the image says. Node's own list serves where an image has none. */
export async function trustOf(ca: string | undefined): Promise<{ readonly trust?: ExtraTrust }> {
  if (ca === undefined) return {};
  const { rootCertificates } = await import('node:tls');
  return { trust: { certificates: certificatesIn(ca).join('\n'), roots: rootCertificates.join('\n') } };
}
