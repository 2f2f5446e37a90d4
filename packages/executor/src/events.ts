import type { Diagnostic, Digest } from '@strake/core';

/** What happens during a build, as data. The schema is stable: JSON lines of `--progress rawjson` are these objects. */
export type BuildEvent =
  /**
   * A registry is asked what an image is for a platform, before there are steps. `ref` is the image's name in full. A build
   * asks once for each pair.
   */
  | {
      readonly type: 'lookup';
      readonly ref: string;
      readonly platform: string;
      readonly label: string;
      readonly at: number;
    }
  | {
      readonly type: 'found';
      readonly ref: string;
      readonly platform: string;
      readonly at: number;
      readonly error?: string;
    }
  /** The steps of the build, in topological order, before any starts. */
  | {
      readonly type: 'plan';
      readonly vertices: readonly {
        readonly digest: Digest;
        readonly label: string;
        readonly inputs: readonly Digest[];
      }[];
    }
  /**
   * A step may start and finish a second time: at first a cache knew what it makes without having it, then another step needs
   * its files.
   */
  | { readonly type: 'started'; readonly vertex: Digest; readonly at: number }
  | {
      readonly type: 'finished';
      readonly vertex: Digest;
      readonly at: number;
      readonly outcome: Outcome;
      readonly error?: string;
    }
  /** Output of a RUN. Chunks are text, not lines. */
  | { readonly type: 'log'; readonly vertex: Digest; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  /** Bytes or items done of a part of a step, e.g. a layer's download. `total` when known. */
  | {
      readonly type: 'progress';
      readonly vertex: Digest;
      readonly part: string;
      readonly current: number;
      readonly total?: number;
      readonly unit: 'bytes' | 'files';
    }
  /** What a check has found in the Dockerfile, or in what the build was given: `code` of BuildKit's checks is their name. */
  | { readonly type: 'warning'; readonly warning: Diagnostic }
  /**
   * Something the user should know. Said once per build. `about` the machine is what the sandbox cannot promise here, the same
   * each time.
   */
  | { readonly type: 'note'; readonly message: string; readonly about?: 'machine' };

export type Outcome = 'done' | 'cached' | 'failed' | 'cancelled';
