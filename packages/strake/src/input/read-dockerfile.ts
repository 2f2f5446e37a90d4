import { readFile } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { findDockerfile } from '@strake/context/node';
import { BuildError, type SourceText } from '../error.ts';
import type { BuildInput } from './build-input.ts';

const MAX_BYTES = 16 * 1024 * 1024;

/** The Dockerfile's text, and the ignore rules that hold for its context. */
export interface DockerfileSource extends SourceText {
  /** Text and name of the ignore file; absent when there is none. */
  readonly ignore?: { readonly name: string; readonly text: string };
}
