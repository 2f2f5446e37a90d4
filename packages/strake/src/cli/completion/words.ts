import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findDockerfile } from '@strake/context/node';
import { parse } from '@strake/parser';
import { familiarName } from '../../images/familiar-name.ts';
import { openImageStore } from '../../images/image-store.ts';
import { defaultHome } from '../../home.ts';
import type { CommandContext } from '../command.ts';

/** Names of the images in the store, which is not made for that. */
export async function imageNames({ env }: Pick<CommandContext, 'env'>): Promise<readonly string[]> {
  if (!existsSync(defaultHome(env))) return [];
  const store = await openImageStore();
  try {
    return (await store.list()).flatMap(({ name }) => (name === undefined ? [] : familiarName(name)));
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

/** Names of the stages in the Dockerfile that a command line is about: that of `-f`, else the working directory's. */
export function stageNames(line: readonly string[], { cwd }: Pick<CommandContext, 'cwd'>): readonly string[] {
  const text = line.join(' ');
  const file = /(?:^|\s)(?:-f|--file)(?:\s*=\s*|\s+)(\S+)/.exec(text)?.[1];
  const { ast } = parse(findDockerfile(cwd, file === undefined ? undefined : resolve(cwd, file)).text);
  return ast.instructions.flatMap((node) => (node.kind === 'from' && node.alias ? [node.alias.text] : []));
}
