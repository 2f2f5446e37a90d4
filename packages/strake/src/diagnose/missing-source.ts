import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Digest, suggest } from '@strake/core';
import { FileOpError, type StepError } from '@strake/executor';
import type { Graph } from '@strake/planner';
import { explainContext } from '../context/list-context.ts';
import type { BuildInput } from '../input/build-input.ts';
import { contextKind } from '../input/context-input.ts';

/** Directories of the context in which a file is looked for that is not at its root. */
const NEIGHBOURS = 100;

/**
 * What to do about a COPY, ADD or bind mount that found nothing in a context that is a directory: the rule that excludes the
 * source, or where it may be instead. Undefined for all other failures, and where nothing can be said.
 */
export function missingSource(
  { cause, vertex, label }: StepError,
  graph: Graph,
  input: Pick<BuildInput, 'context' | 'contexts' | 'dockerfile'>,
): string | undefined {
  if (!(cause instanceof FileOpError) || cause.code !== 'SOURCE_NOT_FOUND') return undefined;
  const place = placeOf(vertex, graph, input);
  const kind = place?.context === undefined ? undefined : contextKind(place.context);
  if (place === undefined || kind?.kind !== 'directory') return undefined;
  try {
    return explain(String(cause.data['path']).replace(/^\/+/, ''), kind.path, place, label);
  } catch {
    // A directory that cannot be read has been said already, or has gone.
    return undefined;
  }
}

type Place = Pick<BuildInput, 'context' | 'dockerfile'>;

/** The context that a step takes files from; of several, nobody knows which one lacks them. */
function placeOf(
  vertex: Digest,
  graph: Graph,
  { context, contexts, dockerfile }: Pick<BuildInput, 'context' | 'contexts' | 'dockerfile'>,
): Place | undefined {
  const ops = graph.vertices.get(vertex)?.inputs.map((digest) => graph.vertices.get(digest)?.op) ?? [];
  const [local, another] = ops.filter((op) => op?.kind === 'local');
  if (!local || another) return undefined;
  if (local.name !== 'context') return defined({ context: contexts?.[local.name] });
  return defined({ context, dockerfile });
}

function explain(path: string, root: string, place: Place, label: string): string | undefined {
  const { exists, ignored, rule, ignoreFile = '' } = explainContext(place, path);
  if (exists && ignored && rule)
    return `${basename(ignoreFile)}:${rule.line + 1} excludes it from the build context: ${rule.text}`;
  if (exists) return undefined;
  if (/\s\.\.\//.test(label))
    return `nothing above the build context can be copied: build a directory further up with -f, or pass --build-context`;
  const isIn = (candidate: string): boolean => !explainContext(place, candidate).ignored;
  const near = nearName(path, root, isIn) ?? below(path, root, isIn);
  if (near !== undefined) return `did you mean ${JSON.stringify(near)}?`;
  return `sources are paths in the build context: strake context ls ${root} lists what is there`;
}

/** A name beside the missing one, or above it. */
function nearName(path: string, root: string, isIn: (path: string) => boolean): string | undefined {
  let missing = path;
  while (dirname(missing) !== '.' && !existsSync(join(root, dirname(missing)))) missing = dirname(missing);
  const parent = dirname(missing) === '.' ? '' : dirname(missing);
  const names = namesIn(parent, root).filter((name) => isIn(join(parent, name)));
  // A link to nothing is there, and nothing is below it.
  const near = names.includes(basename(missing)) ? undefined : suggest(basename(missing), names);
  return near === undefined ? undefined : join(parent, near, path.slice(missing.length));
}

/** The same path in a directory of the context: one that the Dockerfile lies in, perhaps. */
function below(path: string, root: string, isIn: (path: string) => boolean): string | undefined {
  const places = namesIn('', root)
    .slice(0, NEIGHBOURS)
    .map((name) => join(name, path));
  return places.find((place) => existsSync(join(root, place)) && isIn(place));
}

/** Nothing of what a link outside of the context leads to. */
function namesIn(directory: string, root: string): readonly string[] {
  const [top, place] = [realpathSync(root), realpathSync(join(root, directory))];
  return place === top || place.startsWith(join(top, '/')) ? readdirSync(place) : [];
}

function defined({ context, dockerfile }: { [K in keyof Place]: Place[K] | undefined }): Place {
  return { ...(context === undefined ? {} : { context }), ...(dockerfile === undefined ? {} : { dockerfile }) };
}
