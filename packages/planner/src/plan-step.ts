import type { CreateHasher, Diagnostic, Digest } from '@strake/core';
import type { ImageConfig, Platform } from '@strake/oci/model';
import type { Graph } from './graph/vertex.ts';

/** An image whose configuration planning needs before it can go on. */
export interface ImageQuery {
  /** Normalised reference (`docker.io/library/busybox:latest`), or `context:NAME` for a named context's image. */
  readonly ref: string;
  readonly platform: Platform;
}

/** The answer to an `ImageQuery`. */
export interface ResolvedImage {
  /** Digest of the platform's manifest. */
  readonly manifest: Digest;
  readonly config: ImageConfig;
}

/** `images` answers this for an image that does not exist or cannot be had: planning ends with a located diagnostic. */
export interface UnresolvableImage {
  readonly problem: string;
  readonly hint?: string;
  /** Nobody could be asked, which says nothing about the name. */
  readonly unreachable?: boolean;
}

/** One round of planning. Call again with the answers until it is not `needs`. */
export type PlanStep =
  | { readonly status: 'needs'; readonly images: readonly ImageQuery[] }
  | { readonly status: 'invalid'; readonly diagnostics: readonly Diagnostic[] }
  | {
      readonly status: 'ready';
      readonly graph: Graph;
      /** Warnings. */
      readonly diagnostics: readonly Diagnostic[];
      /** `NAME=value` of the proxies among the build arguments, for every RUN: part of no digest, key or history. */
      readonly proxyEnv: readonly string[];
    };

export interface PlanOptions {
  /** Name of the stage to build; absent is the last one. */
  readonly target?: string;
  /** Platforms to build for; absent or empty is `[buildPlatform]`. */
  readonly platforms?: readonly Platform[];
  /** Platform of the machine that runs the steps. */
  readonly buildPlatform: Platform;
  readonly args?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Named contexts by normalised name (`--build-context`). */
  readonly contexts?: Readonly<Record<string, NamedContext>>;
  /** All steps, or those of the named stages, are not looked up in the cache. */
  readonly noCache?: boolean | readonly string[];
  /** `--network`: base mode of RUN. */
  readonly network?: 'default' | 'none' | 'host';
  readonly hostname?: string;
  readonly shmSize?: number;
  readonly ulimits?: readonly { readonly name: string; readonly soft: number; readonly hard: number }[];
  readonly extraHosts?: readonly { readonly host: string; readonly ip: string }[];
  /** SHA-256 for the digests of steps; default: in JavaScript. */
  readonly createHasher?: CreateHasher;
  /** What is known of an image so far; undefined asks for it. Must answer the same for the same query. */
  images(query: ImageQuery): ResolvedImage | UnresolvableImage | undefined;
}

/** What a named context is: files, or an image (`docker-image://REF`, `oci-layout://...`). */
export type NamedContext =
  | { readonly kind: 'local' }
  /** `ref` as in `ImageQuery`: a normalised reference or `context:NAME`. */
  | { readonly kind: 'image'; readonly ref: string };
