/**
 * `node add-archive.ts ARCHIVE HOME`: builds an image that unpacks a file, as `strake build` does, and prints what came of
 * it and the largest size in memory, in MB.
 */
import { basename, dirname } from 'node:path';
import { build } from 'strake';

const [archive = '', home = ''] = process.argv.slice(2);
const dockerfile = { text: `FROM scratch\nADD ${basename(archive)} /in/\n` };
const code = await build({ context: dirname(archive), dockerfile, home }).then(() => 'built', innermostCode);
console.log(JSON.stringify({ code, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }));

function innermostCode(error: unknown): string {
  const { cause, code } = error as { readonly cause?: unknown; readonly code?: string };
  return cause instanceof Error && 'code' in cause ? innermostCode(cause) : (code ?? 'a bug');
}
