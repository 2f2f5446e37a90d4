import { chmodSync, chownSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { SandboxError } from '../../error.ts';
import type { FileMeta } from './memory-files.ts';

/** A socket of our own that passes everything on to one of the host: so it can have an owner and mode of its own. */
export interface SocketProxy {
  close(): void;
}

/** Listens on `path` and connects to the host's socket `target` for each connection. */
export async function openSocketProxy(path: string, target: string, meta: FileMeta): Promise<SocketProxy> {
  const open = new Set<Socket>();
  const server = createServer((inner) => {
    const outer = createConnection(target);
    for (const socket of [inner, outer]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
    }
    pipeline(inner, outer, inner, () => {});
  });
  try {
    server.listen(path);
    await once(server, 'listening');
    if (meta.uid !== 0 || meta.gid !== 0) chownSync(path, meta.uid, meta.gid);
    chmodSync(path, meta.mode);
  } catch (cause) {
    server.close();
    throw new SandboxError('MOUNT_FAILED', `cannot offer the socket ${target}: ${String(cause)}`, { cause });
  }
  return {
    close() {
      server.close();
      for (const socket of open) socket.destroy();
      rmSync(path, { force: true });
    },
  };
}
