import { fileURLToPath } from 'node:url';

/** The path of a URI; undefined for what is no file of this machine: another scheme or host, an encoded slash. */
export function filePathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
