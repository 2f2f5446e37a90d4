import { goQuote } from '@strake/core';
import {
  formatPlatform,
  formatReference,
  type ImageConfig,
  normalizePlatform,
  parseReference,
  type Platform,
} from '@strake/oci/model';
import { checkAnswer } from '../check-arguments.ts';
import type { ImageOp } from '../graph/op.ts';
import type { ImageQuery, PlanOptions, ResolvedImage, UnresolvableImage } from '../plan-step.ts';
import type { FindContext, FoundContext } from './contexts.ts';
import { fail, type Span } from './fault.ts';
import { didYouMean } from './suggestion.ts';

/** A file tree that is no stage, as FROM, COPY --from and RUN --mount name it. */
export interface TreeRef {
  readonly kind: 'tree';
  readonly name: string;
  readonly platform: Platform;
  /** Where it is named. */
  readonly span: Span;
}

/** What the name turned out to be. */
export type Tree =
  | { readonly kind: 'scratch' }
  | { readonly kind: 'local'; readonly name: string }
  | {
      readonly kind: 'image';
      readonly op: ImageOp;
      readonly config: ImageConfig;
      readonly context: string | undefined;
    };

/** What trees are, as far as it is known. */
export interface Trees {
  /** Undefined: an image that nobody has told of yet; it is in `unknown` from then on. Faults where it cannot be had. */
  find(ref: TreeRef): Tree | undefined;
  /** The tree of a named context. */
  ofContext(found: FoundContext, ref: TreeRef): Tree | undefined;
  readonly unknown: ReadonlyMap<string, ImageQuery>;
}

export function createTrees(options: PlanOptions, findContext: FindContext, stageNames: () => Iterable<string>): Trees {
  const unknown = new Map<string, ImageQuery>();
  const answers = new Map<string, ResolvedImage | UnresolvableImage>();
  const answer = (query: ImageQuery): ResolvedImage | UnresolvableImage | undefined => {
    const key = `${query.ref} ${formatPlatform(query.platform)}`;
    const given = answers.get(key) ?? checkAnswer(options.images(query));
    if (given) answers.set(key, given);
    else unknown.set(key, query);
    return given;
  };
  const image = (ref: string, at: TreeRef, context: string | undefined): Tree | undefined => {
    const platform = normalizePlatform(at.platform);
    const found = answer({ ref, platform });
    if (!found) return undefined;
    if ('problem' in found)
      return unresolvable(ref, found, at, [...stageNames(), ...Object.keys(options.contexts ?? {})]);
    return { kind: 'image', op: imageOp(ref, found, platform), config: found.config, context };
  };
  const ofContext = ({ name, context }: FoundContext, at: TreeRef): Tree | undefined => {
    if (context.kind === 'local') return { kind: 'local', name };
    return context.ref === 'scratch' ? { kind: 'scratch' } : image(context.ref, at, name);
  };
  return {
    unknown,
    ofContext,
    find(ref) {
      if (ref.name === 'scratch') return { kind: 'scratch' };
      const reference = referenceOf(ref);
      const override = findContext(reference, ref.platform);
      return override ? ofContext(override, ref) : image(reference, ref, undefined);
    },
  };
}

const NAMES = 'an image is named [registry/]repository[:tag][@digest] in lower case, or it is a stage of this file';

/** The normalised image reference; faults when the name is none. */
export function referenceOf({ name, span }: Pick<TreeRef, 'name' | 'span'>, hint: string = NAMES): string {
  const reference = parseReference(name);
  if (reference.ok) return formatReference(reference.value);
  return fail('invalid-reference', `failed to parse stage name ${goQuote(name)}: ${reference.message}`, {
    span,
    hint,
  });
}

/** Whether an image has no layers at all: what builds on it builds on the empty file system. */
export function isEmptyImage(config: ImageConfig): boolean {
  return config.rootfs.diff_ids.length === 0 && (config.history ?? []).every((entry) => entry.empty_layer === true);
}

function imageOp(ref: string, { manifest }: ResolvedImage, platform: Platform): ImageOp {
  return { kind: 'image', ref: `${ref.replace(/@.*$/s, '')}@${manifest}`, manifest, platform };
}

const COMMON = ['alpine', 'busybox', 'centos', 'debian', 'golang', 'ubuntu', 'fedora', 'node', 'python', 'nginx'];

function unresolvable(ref: string, answer: UnresolvableImage, { name, span }: TreeRef, own: readonly string[]): never {
  const { problem, hint: reason } = answer;
  // A named context that was given: its name is known, and what is wrong with it says the answer.
  if (ref.startsWith('context:'))
    return fail('unresolvable-image', problem, { span, ...(reason === undefined ? {} : { hint: reason }) });
  const near = own.some((known) => name === `context:${known}`)
    ? `did you mean ${name.slice('context:'.length)}?`
    : didYouMean(name, answer.unreachable === true ? own : [...own, ...COMMON]);
  const start = reason === undefined ? 'it' : reason.endsWith('?') ? `${reason} It` : `${reason}; it`;
  const hint = /^[a-z0-9_-]+$/.test(name)
    ? `${start} is no stage either; a named context is passed with --build-context ${name}=DIR`
    : (reason ?? 'check the name: it is neither a stage nor an image');
  return fail('unresolvable-image', `${ref}: ${problem}`, { span, hint: near ?? hint });
}
