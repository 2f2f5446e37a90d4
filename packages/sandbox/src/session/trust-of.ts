import type { ExtraTrust } from '../trust/add-trust.ts';
import { certificatesIn } from '../trust/certificates.ts';

/** What commands trust beside what the image says. Node's own list serves where an image has none. */
export function trustOf(ca: string | undefined): { readonly trust?: ExtraTrust } {
  if (ca === undefined) return {};
  const { rootCertificates } = process.getBuiltinModule('node:tls');
  return { trust: { certificates: certificatesIn(ca).join('\n'), roots: rootCertificates.join('\n') } };
}
