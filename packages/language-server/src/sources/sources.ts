import type { Finding, LintConfig } from '@strake/lint';
import type { ParseResult } from '@strake/parser';

/**
 * What the server may ask of the world. All of it is optional: without a source the server knows the less, and nothing
 * fails. A source that throws or is slow costs its own answer only.
 */
export interface Sources {
  readonly files?: FileSource;
  readonly images?: ImageSource;
  readonly builds?: BuildSource;
  readonly scripts?: ScriptSource;
}

/** A checker of shell text that takes its time, e.g. ShellCheck. Asked when a file has not been changed for a moment. */
export interface ScriptSource {
  /** Rejects when aborted, as it is when the text changes. */
  check(parsed: ParseResult, config: LintConfig | undefined, signal: AbortSignal): Promise<readonly Finding[]>;
}

/** The build context of a Dockerfile. */
export interface FileSource {
  /**
   * Entries of a directory of the build context that the Dockerfile at `uri` belongs to. `path` is relative to its root
   * and never leads out of it; `''` is the root.
   */
  list(uri: string, path: string, signal: AbortSignal): Promise<readonly FileEntry[]>;
  /** Location of a path of the context, for links; undefined if there is no such file. */
  locate(uri: string, path: string, signal: AbortSignal): Promise<string | undefined>;
}

export interface FileEntry {
  readonly name: string;
  readonly isDirectory: boolean;
}

/** Registries or what is known of them. */
export interface ImageSource {
  /** Tags of a repository as written in a Dockerfile, e.g. `node` or `ghcr.io/a/b`. */
  tags(repository: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Undefined when the image is not known. */
  describe(reference: string, platform: string | undefined, signal: AbortSignal): Promise<ImageDescription | undefined>;
}

/** What hovers and hints show of an image. */
export interface ImageDescription {
  /** What the reference stands for now, `sha256:…`. */
  readonly digest?: string;
  readonly platforms?: readonly string[];
  /** Compressed bytes of all layers. */
  readonly size?: number;
  /** ISO 8601. */
  readonly created?: string;
  readonly env?: readonly string[];
  readonly user?: string;
  readonly workingDir?: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly ports?: readonly string[];
}

/** What the last build of a Dockerfile measured. */
export interface BuildSource {
  /** Of the instructions as they are in `parsed`: facts of a text that has changed since are left out. */
  steps(uri: string, parsed: ParseResult, signal: AbortSignal): Promise<readonly StepMeasure[]>;
}

export interface StepMeasure {
  /** Zero-based line on which the instruction starts. */
  readonly line: number;
  /** How long it took when it last ran. */
  readonly seconds?: number;
  /** Of its layer, uncompressed. */
  readonly layerBytes?: number;
  /** Whether the last build took it from the cache. */
  readonly cached?: boolean;
}
