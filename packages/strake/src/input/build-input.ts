import type { EventSink } from '@strake/core';
import type { BuildEvent, OnFailedStep } from '@strake/executor';
import type { Platform } from '@strake/oci';
import type { DriverName, RunLimits } from '@strake/sandbox';
import type { Entitlement } from './entitlements.ts';
import type { ContextInput, ContextMetadata } from './context-input.ts';
import type { CacheMountsPlace, CacheMountsTarget } from '../cache-mounts/cache-mounts-place.ts';
import type { CacheSource, CacheTarget } from '../cache/cache-place.ts';
import type { Output } from '../output/output.ts';

/** What to build and how. Everything has Docker's default. */
export interface BuildInput {
  /** The build context. Absent: none, as COPY-less Dockerfiles need. */
  readonly context?: ContextInput;
  /**
   * A path, a URL, or the text itself. Default: `Dockerfile` in the context, or `dockerfile`. The path is one of this
   * machine when the context is a directory or absent, else one inside the context.
   */
  readonly dockerfile?: string | { readonly text: string; readonly name?: string };
  /** Name of the stage to build. Default: the last. */
  readonly target?: string;
  /** `linux/arm64`, or the parsed form. Default: this machine's. */
  readonly platforms?: readonly (string | Platform)[];
  /** `--build-arg`. */
  readonly args?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Names for the image, e.g. `app:1.0`. */
  readonly tags?: readonly string[];
  /** Keep in the store an image that has neither a name nor an output as well, until unused content is removed. Default false. */
  readonly keepUnnamed?: boolean;
  /** Named contexts: as `context`, or `docker-image://REF`, `oci-layout://PATH[:TAG|@DIGEST]`, `oci-archive://PATH`. */
  readonly contexts?: Readonly<Record<string, ContextInput>>;
  /**
   * What counts of the metadata of files in contexts: `full`, as Docker, or `git`, which is what git keeps (files 0644 or
   * 0755, directories 0755, owner 0:0), so that a checkout under another umask gives the same image. `--chmod` and
   * `--chown` come after it; base images and downloads are not touched. Default `full`.
   */
  readonly metadata?: ContextMetadata;
  /** Results of steps that other machines have kept. Sources that cannot be read are said, and passed over. */
  readonly cacheFrom?: readonly CacheSource[];
  /** Where to keep results of steps for other machines. */
  readonly cacheTo?: readonly CacheTarget[];
  /** Ignore the cache for every step, or for the named stages. */
  readonly noCache?: boolean | readonly string[];
  /** Ask registries for every base image, also for those that have a name in the store. Default false. */
  readonly pull?: boolean;
  readonly network?: 'default' | 'none' | 'host';
  /** What a RUN may ask for beyond the usual. Default: nothing. `network: 'host'` of the whole build needs `network.host`. */
  readonly allow?: readonly Entitlement[];
  /** Where CDI specifications of devices are. Default: `/etc/cdi`, `/var/run/cdi`, `/etc/buildkit/cdi`. */
  readonly cdiDirectories?: readonly string[];
  readonly extraHosts?: readonly { readonly host: string; readonly ip: string }[];
  readonly shmSize?: number;
  readonly ulimits?: readonly { readonly name: string; readonly soft: number; readonly hard: number }[];
  /** Values of `RUN --mount=type=secret`, by id. Asked for only when a step needs one. */
  readonly secrets?: Readonly<Record<string, Uint8Array | string | (() => Promise<Uint8Array>)>>;
  /** Agent sockets of `RUN --mount=type=ssh`, by id. */
  readonly ssh?: Readonly<Record<string, string>>;
  /** What to write besides the image in the store. */
  readonly outputs?: readonly Output[];
  /** Where layers, images and the cache are kept. Default: `defaultHome()`. */
  readonly home?: string;
  /** For what may be lost: what is known of this machine. Default: in `home`. */
  readonly cacheDir?: string;
  readonly registry?: RegistryOptions;
  /** How RUN is isolated. Default: the best that works on this machine. */
  readonly driver?: DriverName | 'auto';
  /** What each RUN may use: memory, CPUs, processes, seconds. Not part of what the cache goes by. */
  readonly limits?: RunLimits;
  /**
   * Certificates (PEM) that a RUN trusts beyond those of its image, and registries and downloads beyond those of this
   * machine; they are in no layer and no key. Git does not hear of them.
   */
  readonly ca?: string;
  /** Where the cache mounts of an earlier build are, for those that are not here; a path is a directory. */
  readonly cacheMountsFrom?: string | CacheMountsPlace;
  /** Where to write the cache mounts that this build has used: for machines that forget. */
  readonly cacheMountsTo?: string | CacheMountsTarget;
  /** Looks at a RUN that failed while its state is there: runs commands in it, reads its files. */
  readonly onFailedStep?: OnFailedStep;
  /** Whether a RUN that fails stays as `BuildError.step`, which must be disposed. */
  readonly keepFailed?: boolean;
  /** Steps at once. */
  readonly parallelism?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: EventSink<BuildEvent>;
}

export interface RegistryOptions {
  /** Base URLs to try first, by registry host: `{ 'docker.io': ['http://127.0.0.1:5000'] }`. */
  readonly mirrors?: Readonly<Record<string, readonly string[]>>;
  /** Hosts that may be spoken to without TLS; loopback always may. */
  readonly insecure?: readonly string[];
  /** Where `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` stand, e.g. `process.env`. Default: no proxy. */
  readonly proxyEnv?: Readonly<Record<string, string | undefined>>;
  /** Certificates (PEM) to trust too. Default: `ca` of the build. */
  readonly ca?: string;
  /** Name and password for a host, asked for when it wants them. */
  readonly credentials?: (
    host: string,
  ) => Promise<{ readonly username: string; readonly password: string } | undefined>;
}
