import type { Digest } from '@strake/core';
import type { Platform } from '@strake/oci/model';
import { splitVariable } from '../config/env-list.ts';
import { withContextLayer } from '../config/history.ts';
import { bareDraft, draftFrom, emptyDraft, forkDraft, type ImageDraft } from '../config/image-draft.ts';
import type { FileOp } from '../graph/op.ts';
import type { Origin } from '../graph/vertex.ts';
import { resolvePath } from './paths.ts';
import { slashedPath } from './windows-paths.ts';
import type { StageBuild } from './stage-build.ts';
import { sourceOrigin } from './title.ts';
import { isEmptyImage, type Tree } from './trees.ts';
import type { Vertices } from './vertices.ts';

/** What a stage starts with. */
export interface StageStart {
  readonly platform: Platform;
  readonly image: ImageDraft;
  readonly variables: Map<string, string>;
  readonly args: Map<string, string | undefined>;
  readonly root: Digest;
}

/** Of a stage FROM another one: its file system, configuration, variables and ARGs. */
export function startFromStage(base: StageBuild): StageStart {
  const image = withPath(forkDraft(base.image));
  const variables = withImageEnv(new Map(base.variables), image);
  return { platform: base.platform, image, variables, args: new Map(base.args), root: base.root };
}

/** Of a stage FROM an image, a named context or nothing. `origin` is the base image's. */
export function startFromTree(tree: Tree, platform: Platform, vertices: Vertices, origin?: Origin): StageStart {
  const image = withPath(tree.kind === 'image' ? draftFrom(tree.config) : emptyDraft(platform));
  if (image.workingDir !== '') image.workingDir = absoluteDirectory('/', slashedPath(image.workingDir, platform.os));
  const root = rootOf(tree, image, vertices, origin);
  return { platform, image, variables: withImageEnv(new Map(), image), args: new Map(), root };
}

/** Of a stage that a named context stands for: the context as it is. */
export function startReplaced(tree: Tree, platform: Platform, vertices: Vertices): StageStart {
  const image = tree.kind === 'image' ? draftFrom(tree.config) : bareDraft(platform);
  return {
    platform: image.platform,
    image,
    variables: new Map(),
    args: new Map(),
    root: rootOf(tree, image, vertices),
  };
}

/** The tree as a vertex. */
export function treeVertex(tree: Tree, vertices: Vertices, origin: Origin = treeOrigin(tree)): Digest {
  if (tree.kind === 'local') return vertices.add({ kind: 'local', name: tree.name }, [], origin);
  const empty = tree.kind === 'scratch' || isEmptyImage(tree.config);
  return empty ? vertices.add({ kind: 'scratch' }, [], SCRATCH) : vertices.add(tree.op, [], origin);
}

const SCRATCH = sourceOrigin('FROM scratch');

/** A directory as WORKDIR and images name it: one that is absolute already stays as written, as in Docker. */
export function absoluteDirectory(parent: string, path: string): string {
  return path.startsWith('/') ? path : resolvePath(parent, path);
}

function treeOrigin(tree: Tree): Origin {
  if (tree.kind === 'scratch') return SCRATCH;
  if (tree.kind === 'local') return sourceOrigin(localTitle(tree.name));
  return sourceOrigin(tree.context === undefined ? `FROM ${tree.op.ref}` : `[context ${tree.context}] ${tree.op.ref}`);
}

function localTitle(name: string): string {
  return name === 'context' ? '[internal] load build context' : `[context ${name}] load from client`;
}

/** Files of a context as a file system are a layer like one that COPY makes. */
function rootOf(tree: Tree, image: ImageDraft, vertices: Vertices, origin?: Origin): Digest {
  const digest = treeVertex(tree, vertices, origin);
  if (tree.kind !== 'local') return digest;
  const title = localTitle(tree.name);
  const scratch = treeVertex({ kind: 'scratch' }, vertices);
  const layer = vertices.add(COPY_ALL, [scratch, digest], sourceOrigin(title));
  image.history = withContextLayer(image.history, title, layer);
  return layer;
}

const COPY_ALL: FileOp = {
  kind: 'file',
  actions: [
    {
      kind: 'copy',
      input: 1,
      source: '',
      wildcard: false,
      destination: '/',
      exclude: [],
      parents: false,
      unpack: 'never',
    },
  ],
  link: false,
};

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function withPath(image: ImageDraft): ImageDraft {
  if (image.platform.os !== 'windows' && !image.env.has('PATH')) image.env.set('PATH', DEFAULT_PATH);
  return image;
}

/** The image's environment over what is there: an ARG that hid a variable hides it no longer. */
function withImageEnv(variables: Map<string, string>, image: ImageDraft): Map<string, string> {
  for (const entry of image.env.entries()) {
    const [name, value] = splitVariable(entry);
    variables.delete(name);
    variables.set(name, value);
  }
  return variables;
}
