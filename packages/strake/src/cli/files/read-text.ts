import { resolve } from 'node:path';
import { systemReason } from '@strake/oci/node';
import { BuildError, type SourceText } from '../../error.ts';
import type { CommandContext } from '../command.ts';
import { readBytes } from './read-bytes.ts';

export interface TextFile extends SourceText {
  /** Whether the file is UTF-8; what is not became U+FFFD in `text`. */
  readonly utf8: boolean;
}

/** A text as it is, a byte order mark included. `-` is standard input. */
export async function readText(name: string, { cwd, stdinBytes }: CommandContext): Promise<TextFile> {
  const data =
    name === '-' ? await stdinBytes() : await readBytes(resolve(cwd, name)).catch((cause) => unreadable(name, cause));
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data), utf8: true };
  } catch {
    return { name, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(data), utf8: false };
  }
}

function unreadable(name: string, cause: Error): never {
  throw new BuildError('DOCKERFILE_MISSING', `cannot read ${name}: ${systemReason(cause)}`, { cause });
}
