import type { RunNode } from '@strake/parser';

/** Whether a cache or tmpfs is mounted at one of the directories, or above or below it. */
export function hasScratchMount(run: RunNode, ...directories: readonly string[]): boolean {
  return run.mounts.some((mount) => {
    const field = (key: string): string | undefined => mount.fields.find((candidate) => candidate.key === key)?.value;
    const type = field('type');
    const target = field('target')?.replace(/\/+$/, '');
    if (target === undefined || (type !== 'cache' && type !== 'tmpfs')) return false;
    return directories.some((directory) => directory === target || directory.startsWith(`${target}/`));
  });
}
