import type { Capability, Exit, RunIO, RunLimits, RunMount, RunSpec } from '@strake/sandbox';
import { hexOf } from '@strake/core';
import {
  formatPlatform,
  formatReference,
  type ImageConfig,
  type Layer,
  parseReference,
  platformRank,
  type RunConfig,
} from '@strake/oci';
import type { BuiltImage } from './build-result.ts';
import { BuildError } from './error.ts';
import type { BuildInput } from './input/build-input.ts';
import { isDangling } from './images/dangling.ts';
import { nameLike, nameOfId } from './images/find-image.ts';
import { imageRecords } from './images/image-records.ts';
import { NAME_FORM } from './images/name-form.ts';
import { layersOf } from './images/stored-parts.ts';
import { checkOptions } from './input/option-check.ts';
import { hostPlatform, platformOf } from './input/platform.ts';
import { RUN_OPTIONS } from './input/run-options.ts';
import { type BuildServices, openServices } from './services/open-services.ts';

/** What to run and how. What is absent is as the image has it. */
export interface RunImageInput
  extends Pick<
    BuildInput,
    | 'home'
    | 'cacheDir'
    | 'registry'
    | 'pull'
    | 'driver'
    | 'ca'
    | 'signal'
    | 'onEvent'
    | 'extraHosts'
    | 'shmSize'
    | 'ulimits'
  > {
  /** Name of an image in the store or a registry, the ID of one in the store, or what `build` has made. */
  readonly image: string | BuiltImage;
  /** The command, in the place of the image's CMD. */
  readonly args?: readonly string[];
  /** In the place of the image's ENTRYPOINT, whose CMD goes with it. Empty: none. */
  readonly entrypoint?: readonly string[];
  /** `NAME=value`, over the image's. */
  readonly env?: readonly string[];
  readonly cwd?: string;
  readonly user?: string;
  readonly hostname?: string;
  /** Directories and files of this machine: absolute paths. */
  readonly volumes?: readonly { readonly path: string; readonly target: string; readonly readonly: boolean }[];
  /** New file systems in memory; `size` in bytes. */
  readonly tmpfs?: readonly { readonly target: string; readonly size?: number }[];
  readonly network?: RunSpec['network'];
  readonly ports?: NonNullable<RunSpec['ports']>;
  readonly limits?: RunLimits;
  readonly platform?: string;
  /** Those of Docker's default that root keeps, e.g. `CAP_KILL`. Default: all. */
  readonly capabilities?: readonly Capability[];
  /** Whether nothing can be written but in volumes and tmpfs. Default false. */
  readonly readonlyRoot?: boolean;
  /** Absent: the command reads nothing. */
  readonly input?: NonNullable<RunSpec['input']>;
  readonly io: RunIO;
}

/**
 * Runs an image in the sandbox of RUN and gives the exit code; what it writes to its own file system is discarded. Throws
 * `BuildError`, `SandboxError` and their like; the signal's reason when aborted.
 */
export async function runImage(input: RunImageInput): Promise<number> {
  checkOptions('runImage', RUN_OPTIONS, input, 'image', 'io');
  const signal = input.signal ?? new AbortController().signal;
  signal.throwIfAborted();
  const services = await openServices(servicesFor(input), undefined, signal);
  try {
    services.expectCommand();
    const { config, layers, id } = await imageOf(input, services, signal);
    const spec = runSpec(input, config, id);
    const frozen = frozenVolumes(spec, config);
    if (frozen !== undefined) input.onEvent?.({ type: 'note', message: frozen });
    const session = await services.sandbox();
    const snapshot = await session.snapshotter.prepare(layers, signal);
    try {
      const exit = await session.sandbox.run(snapshot, spec, input.io, signal);
      const message = limitHit(exit);
      if (message !== undefined) input.onEvent?.({ type: 'note', message });
      return codeOf(exit);
    } finally {
      await snapshot[Symbol.asyncDispose]();
    }
  } finally {
    await services[Symbol.asyncDispose]();
  }
}

/** As `docker run` ends where the program is not started: 127 when there is none, 126 when it is not executable. */
function codeOf({ code, complaint = '' }: Exit): number {
  if (!complaint.startsWith('exec: ')) return code;
  if (/: (executable file not found in \$PATH|stat .*: no such file or directory)$/s.test(complaint)) return 127;
  return /: (permission denied|is a directory)$/.test(complaint) ? 126 : NOT_STARTED;
}

/** Exit code where nothing of the image has run. */
const NOT_STARTED = 125;

/** Which limit ended the command. */
function limitHit({ oom, timedOut }: Exit): string | undefined {
  if (timedOut) return 'the command took longer than --timeout allows, and was ended';
  return oom ? 'a process of the command needed more memory than there was, and was killed: raise --memory' : undefined;
}

function servicesFor({ home, cacheDir, registry, pull, driver, ca, limits, onEvent }: RunImageInput): BuildInput {
  const wanted = { home, cacheDir, registry, pull, driver, ca, limits, onEvent };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

interface FoundImage {
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
  /** Twelve digits that name it. */
  readonly id: string;
}

async function imageOf(
  { image, platform }: RunImageInput,
  services: BuildServices,
  signal: AbortSignal,
): Promise<FoundImage> {
  if (typeof image === 'string') return findImage(image, platform, services, signal);
  const { config } = image;
  const id = hexOf(image.id).slice(0, 12);
  const context = { ...services, images: imageRecords(services.store.records) };
  const stored = { name: id, configs: [image.id], sources: image.sources };
  return { config, layers: await layersOf(config, stored, context, signal), id };
}

async function findImage(
  image: string,
  wanted: string | undefined,
  { store, resolveImage, executor }: BuildServices,
  signal: AbortSignal,
): Promise<FoundImage> {
  const records = imageRecords(store.records);
  const ref = referenceTo(image, await nameOfId(image, records));
  const platform = wanted === undefined ? hostPlatform() : platformOf(wanted);
  const found = await resolveImage({ ref, platform }, signal);
  if ('problem' in found) {
    const isKnown = (await records.get(ref)) !== undefined;
    const near = isKnown ? undefined : nameLike(image, await records.list());
    const hint = near === undefined ? found.hint : `did you mean ${near}, which is in the store?`;
    const elsewhere = isKnown ? '' : 'not in the store, and ';
    const message = `${image}: ${elsewhere}${found.problem}`;
    throw new BuildError('IMAGE_UNRESOLVED', message, hint === undefined ? {} : { hint });
  }
  const { manifest, config } = found;
  if (wanted !== undefined && platformRank(platform, config) === undefined)
    throw new BuildError('IMAGE_UNRESOLVED', `${image}: for ${formatPlatform(config)}, not for ${wanted}`, {
      hint: 'leave out --platform, or name an image that is for it',
    });
  const op = { kind: 'image', ref, manifest, platform } as const;
  const layers = (await executor.images?.layers(op, () => {}, signal)) ?? [];
  return { config, layers, id: hexOf(manifest).slice(0, 12) };
}

function referenceTo(image: string, name: string): string {
  if (isDangling({ name })) return name;
  const reference = parseReference(name);
  if (reference.ok) return formatReference(reference.value);
  throw new BuildError('OPTION_INVALID', `${JSON.stringify(image)} is no image name: ${reference.message}`, {
    hint: NAME_FORM,
  });
}

const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function runSpec(input: RunImageInput, { architecture, config = {} }: ImageConfig, id: string): RunSpec {
  const { user, hostname = id, network = 'default', ports = [], extraHosts = [], ulimits = [] } = input;
  return {
    args: commandOf(input, config),
    env: environment([DEFAULT_PATH, `HOSTNAME=${hostname}`, ...(config.Env ?? []), ...(input.env ?? [])]),
    cwd: input.cwd ?? (config.WorkingDir || '/'),
    user: user ?? config.User ?? '',
    hostname,
    architecture,
    network,
    ports,
    lowPorts: true,
    security: 'sandbox',
    mounts: mountsOf(input),
    extraHosts,
    ulimits,
    ...given(input),
  };
}

/** Docker makes a volume for each VOLUME, which can be written; here they are directories of the root. */
function frozenVolumes({ readonlyRoot, mounts }: RunSpec, { config = {} }: ImageConfig): string | undefined {
  const shown = new Set(mounts.map(({ target }) => target));
  const frozen = readonlyRoot ? Object.keys(config.Volumes ?? {}).filter((path) => !shown.has(path)) : [];
  if (frozen.length === 0) return undefined;
  return `VOLUME ${frozen.join(' ')} of the image is read-only too: --tmpfs or --volume makes it one to write to`;
}

/** What is passed on as it is. */
function given({ capabilities, readonlyRoot, shmSize, input }: RunImageInput): Partial<RunSpec> {
  return {
    ...(capabilities && { capabilities }),
    ...(readonlyRoot && { readonlyRoot }),
    ...(shmSize !== undefined && { shmSize }),
    ...(input && { input }),
  };
}

function mountsOf({ volumes = [], tmpfs = [] }: RunImageInput): readonly RunMount[] {
  const shown = volumes.map((volume): RunMount => ({ type: 'host', ...volume }));
  return [...shown, ...tmpfs.map((one): RunMount => ({ type: 'tmpfs', ...one }))];
}

/** ENTRYPOINT with CMD; a command replaces CMD, another entrypoint both. */
function commandOf({ args = [], entrypoint }: RunImageInput, config: RunConfig): readonly string[] {
  const before = entrypoint ?? config.Entrypoint ?? [];
  const after = args.length > 0 ? args : entrypoint === undefined ? (config.Cmd ?? []) : [];
  const command = [...before, ...after];
  if (command.length > 0) return command;
  throw new BuildError('OPTION_INVALID', 'the image has neither ENTRYPOINT nor CMD: there is nothing to run', {
    hint: 'name the command after the image',
  });
}

/** The last value of each variable, in the place of the first. */
function environment(variables: readonly string[]): readonly string[] {
  const byName = new Map(variables.map((variable) => [variable.split('=', 1)[0] ?? '', variable]));
  return [...byName.values()];
}
