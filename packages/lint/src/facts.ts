/** A file or directory of the main build context. */
export interface ContextFile {
  /** Slash-separated, relative to the context's root. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink';
  /** Bytes; 0 for a directory. */
  readonly size: number;
}

/** The build context, as it lies on disk before anything is ignored. */
export interface ContextFacts {
  readonly files: readonly ContextFile[];
  /** Paths of directories, ignored ones as a rule, whose entries are not among the files. */
  readonly unlisted?: readonly string[];
  /** There is more than these files: too much to look at. */
  readonly isPartial?: boolean;
}

/** The ignore file that applies to the Dockerfile. */
export interface IgnoreFacts {
  /** As the user knows it, e.g. `.dockerignore`. */
  readonly name: string;
  readonly text: string;
  /** Whether a path of the context is excluded. */
  excludes(path: string): boolean;
  /** Patterns, as written, that match nothing of the context, where that was looked up. */
  readonly unmatched?: readonly string[];
}

/** What is known of a base image without asking anyone. */
export interface ImageFacts {
  readonly digest?: string;
  readonly platform?: string;
  /** `KEY=value`. */
  readonly env?: readonly string[];
  readonly workingDir?: string;
  readonly shell?: readonly string[];
  readonly user?: string;
}

/** What the last build measured of one instruction, as it stands in the file now. */
export interface StepFacts {
  /** Zero-based line on which the instruction starts. */
  readonly line: number;
  /** How long it took when it last ran. */
  readonly seconds?: number;
  /** Of its layer, uncompressed. */
  readonly layerBytes?: number;
  /** Whether the last build took it from the cache. */
  readonly cached?: boolean;
}

/** What only a build engine knows. Every part may be missing: rules that need it are then silent. */
export interface PlanFacts {
  readonly context?: ContextFacts;
  readonly ignore?: IgnoreFacts;
  /** Names of the additional build contexts. */
  readonly namedContexts?: readonly string[];
  /** `--build-arg` values. `BUILDKIT_DOCKERFILE_CHECK` stands for the file's `# check=`. */
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** The stage to build; the last one when missing. */
  readonly target?: string;
  /** BuildKit's checks look only into stages that the target needs, as a build does. Default: into all. */
  readonly onlyTarget?: boolean;
  /** Platform to build for, e.g. `linux/amd64`. */
  readonly platform?: string;
  /** Platform of what builds, which is `BUILDPLATFORM`. Default: `platform`. */
  readonly buildPlatform?: string;
  image?(reference: string, platform: string | undefined): ImageFacts | undefined;
  readonly steps?: readonly StepFacts[];
}
