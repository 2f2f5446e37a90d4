import { chmodSync, linkSync, lutimesSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { MemoryNode } from '@strake/oci';
import { onTestFinished } from 'vitest';

/** A directory that is gone when the test is over. Its path has no links in it. */
export function temporaryDirectory(files: Readonly<Record<string, MemoryNode>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'strake-context-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFiles(root, files);
  return root;
}

/** Writes files, directories and links; hard links last. Times become 0. */
export function writeFiles(root: string, files: Readonly<Record<string, MemoryNode>>): void {
  const entries = Object.entries(files);
  for (const [path, node] of entries) if (!isHardlink(node)) writeNode(join(root, path), node);
  for (const [path, node] of entries) if (isHardlink(node)) linkSync(join(root, node.target), join(root, path));
}

function isHardlink(node: MemoryNode): node is Extract<MemoryNode, { type: 'hardlink' }> {
  return typeof node === 'object' && 'type' in node && node.type === 'hardlink';
}

function writeNode(path: string, node: MemoryNode): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  if (typeof node === 'string' || node instanceof Uint8Array) writeFileSync(path, node, { mode: 0o644 });
  else if ('data' in node) writeFileSync(path, node.data);
  else if (node.type === 'directory') mkdirSync(path, { recursive: true });
  else if (node.type === 'symlink') symlinkSync(node.target, path);
  else throw new Error(`cannot make a ${node.type}`);
  if (typeof node === 'object' && 'mode' in node && node.mode !== undefined) chmodSync(path, node.mode);
  lutimesSync(path, 0, 0);
}
