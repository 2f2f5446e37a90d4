import type { Digest } from '@strake/core';
import type { Platform } from '@strake/oci/model';

/**
 * What a step does: plain JSON-able data, discriminated by `kind`. One `file` or `exec` op makes exactly one layer.
 * Nothing in an op is a label or a place in a source file: those are `Vertex.origin`.
 */
export type Op = ScratchOp | ImageOp | LocalOp | HttpOp | GitOp | FileOp | ExecOp;

/** The empty file system. */
export interface ScratchOp {
  readonly kind: 'scratch';
}

/** The file system of an image, pinned. */
export interface ImageOp {
  readonly kind: 'image';
  /**
   * Where to get it: a normalised reference with digest (`docker.io/library/busybox:latest@sha256:...`), or
   * `context:NAME@sha256:...` for an image that a named context supplies (an OCI layout).
   */
  readonly ref: string;
  /** Digest of the platform's manifest. */
  readonly manifest: Digest;
  readonly platform: Platform;
}

/** Files that the caller hands in: the main context (`name` is `context`) or a named one. Not a layer, a tree. */
export interface LocalOp {
  readonly kind: 'local';
  readonly name: string;
}

/** One file from a URL. */
export interface HttpOp {
  readonly kind: 'http';
  readonly url: string;
  readonly checksum?: Digest;
  /** Name of the file in the resulting tree. */
  readonly filename: string;
  readonly mode: number;
}

/** A checkout of a git repository. */
export interface GitOp {
  readonly kind: 'git';
  readonly remote: string;
  readonly ref?: string;
  readonly subdir?: string;
  readonly checksum?: string;
  readonly keepGitDir: boolean;
  readonly submodules: boolean;
  /** Fetch `checksum` itself, without asking whether `ref` points at it. */
  readonly fetchByCommit?: true;
}

/** Changes files without running anything: COPY, ADD, WORKDIR. Input 0 is the base. One op is one layer. */
export interface FileOp {
  readonly kind: 'file';
  readonly actions: readonly FileAction[];
  /** COPY --link: made on an empty tree and laid over the base, whatever the base holds. */
  readonly link: boolean;
}

export type FileAction = CopyAction | MkdirAction | WriteAction;

/** Owner of created entries: ids, or names looked up in the base's passwd and group files. */
export interface Owner {
  readonly user: string | number;
  /** Absent: the passwd gid of a user given by name; the same number for a user given by id. */
  readonly group?: string | number;
}

/** One source of COPY or ADD (semantics: the copy engine's rules, in order, in the executor). */
export interface CopyAction {
  readonly kind: 'copy';
  /** Index into the vertex's inputs. */
  readonly input: number;
  /** Path or wildcard pattern inside the input, cleaned, without leading slash; `''` is everything. */
  readonly source: string;
  /** Whether `source` may hold wildcards (Go's filepath.Match). */
  readonly wildcard: boolean;
  /** Absolute path inside the base; a trailing slash says that it is a directory. */
  readonly destination: string;
  readonly owner?: Owner;
  /** Octal digits, or a symbolic mode such as `u=rwX,go=rX`. */
  readonly mode?: string;
  /** Patterns of --exclude, in dockerignore syntax. */
  readonly exclude: readonly string[];
  /**
   * --parents: recreate the source's path below the destination, from the pivot on. `source` then holds `/./` where
   * the pivot is (at most once, never at the start; absent: the root is the pivot), and may hold `**`.
   */
  readonly parents: boolean;
  /** ADD: unpack local archives (`auto` looks at the content), COPY: `never`. */
  readonly unpack: 'never' | 'auto' | 'always';
}

/** WORKDIR: creates missing directories. */
export interface MkdirAction {
  readonly kind: 'mkdir';
  /** Absolute, clean. */
  readonly path: string;
  readonly mode: number;
  /** Owner of every directory created. */
  readonly owner?: Owner;
  /** SOURCE_DATE_EPOCH: modification time of every directory created, in seconds. Absent: the time of the build. */
  readonly timestamp?: number;
}

/** A heredoc of COPY or ADD. */
export interface WriteAction {
  readonly kind: 'write';
  /** Absolute; a trailing slash says that it is a directory, and `name` goes into it. */
  readonly destination: string;
  readonly name: string;
  /** UTF-8 content. */
  readonly data: string;
  readonly owner?: Owner;
  readonly mode?: string;
}

/** Runs a command in a sandbox. Input 0 is the root file system; mounts name further inputs. */
export interface ExecOp {
  readonly kind: 'exec';
  readonly args: readonly string[];
  /** `NAME=value`, in order: image environment, ENV, ARGs in scope. Proxies are not in it. */
  readonly env: readonly string[];
  /** Absolute. Created when missing. */
  readonly cwd: string;
  /** USER as written: `''`, `name`, `uid`, `user:group`. Resolved in the root file system. */
  readonly user: string;
  readonly network: 'default' | 'none' | 'host';
  readonly security: 'sandbox' | 'insecure';
  readonly mounts: readonly ExecMount[];
  readonly platform: Platform;
  /** `NAME` of --hostname; absent is the sandbox's default. */
  readonly hostname?: string;
  readonly shmSize?: number;
  readonly ulimits?: readonly { readonly name: string; readonly soft: number; readonly hard: number }[];
  readonly extraHosts?: readonly { readonly host: string; readonly ip: string }[];
  /** Files that exist only while the command runs (RUN heredoc scripts): absolute path, content. Read-only, 0755. */
  readonly scripts?: readonly { readonly path: string; readonly data: string }[];
  readonly devices?: readonly { readonly name: string; readonly required: boolean }[];
}

export type ExecMount = BindMount | CacheMount | TmpfsMount | SecretMount | SshMount;

/** Part of another vertex's tree. Writes are discarded. */
export interface BindMount {
  readonly type: 'bind';
  /** Absolute. */
  readonly target: string;
  readonly input: number;
  /** Path inside the input. */
  readonly source: string;
  readonly readonly: boolean;
}
/** A directory that stays between builds; part of no layer and no key. */
export interface CacheMount {
  readonly type: 'cache';
  readonly target: string;
  readonly id: string;
  readonly sharing: 'shared' | 'private' | 'locked';
  readonly readonly: boolean;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Owner or mode were asked for: it starts from an empty directory with them, and shares with no other start. */
  readonly owned?: true;
  /** What a new cache starts from. */
  readonly input?: number;
  readonly source: string;
}
export interface TmpfsMount {
  readonly type: 'tmpfs';
  readonly target: string;
  /** Bytes; absent is the kernel's default. */
  readonly size?: number;
  readonly readonly?: true;
}
export interface SecretMount {
  readonly type: 'secret';
  readonly id: string;
  /** Where the file appears; absent when only `env` is wanted. */
  readonly target?: string;
  readonly env?: string;
  readonly required: boolean;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}
export interface SshMount {
  readonly type: 'ssh';
  readonly id: string;
  readonly target: string;
  readonly required: boolean;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}
