import { readFileSync } from 'node:fs';

/** One instruction and the layer it makes. Trees are listings (see `listing.ts`). */
export interface Case {
  readonly name: string;
  /** Absent: scratch. */
  readonly base?: string;
  /** The build context. */
  readonly context?: string;
  /** What `--from=src` names. */
  readonly src?: string;
  /** USER of the stage. */
  readonly user?: string;
  /** The instruction. */
  readonly run: string;
  /** Listing of the layer. */
  readonly layer: string;
  /** Code of the error there is instead. */
  readonly error?: string;
}

/**
 * The cases of a text file:
 *
 *     base:                trees for all cases: base, context, src
 *       d 755 0:0 5 app
 *
 *     # name of a case
 *     src: none            trees of its own; `user: NAME`
 *     COPY a /x
 *     =>                   the layer, or `=> CODE`
 *       f 644 0:0 5 x = a
 */
export function readCases(file: URL): readonly Case[] {
  const [shared = '', ...cases] = readFileSync(file, 'utf8').split(/^# /m);
  const trees = readParts(shared.split('\n'));
  return cases.map((text) => {
    const [name = '', ...lines] = text.split('\n');
    const { base, context, src, user, run = '', layer = '', error } = { ...trees, ...readParts(lines) };
    return {
      name,
      run,
      layer,
      ...(base === undefined ? {} : { base }),
      ...(context === undefined ? {} : { context }),
      ...(src === undefined ? {} : { src }),
      ...(user === undefined ? {} : { user }),
      ...(error === undefined ? {} : { error }),
    };
  });
}

type Part = 'base' | 'context' | 'src' | 'user' | 'run' | 'layer' | 'error';

function readParts(lines: readonly string[]): Partial<Record<Part, string | undefined>> {
  const parts: Partial<Record<Part, string | undefined>> = {};
  let open: Part = 'run';
  for (const line of lines) {
    const [, tree, value] = /^(base|context|src|user):(?: (.*))?$/.exec(line) ?? [];
    const [arrow, error] = /^=>(?: (.*))?$/.exec(line) ?? [];
    if (tree !== undefined) {
      open = tree as Part;
      parts[open] = value === 'none' ? undefined : (value ?? '');
    } else if (arrow !== undefined) {
      open = 'layer';
      if (error !== undefined) parts.error = error;
    } else if (line.startsWith('  ') || line === '') {
      if (open !== 'run') parts[open] = `${parts[open] ?? ''}${line.trim()}\n`;
    } else {
      open = 'run';
      parts.run = parts.run === undefined ? line : `${parts.run}\n${line}`;
    }
  }
  return parts;
}
