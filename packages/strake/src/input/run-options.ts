import { DEFAULT_CAPABILITIES, type RunIO } from '@strake/sandbox';
import type { RunImageInput } from '../run.ts';
import { BUILD_OPTIONS } from './build-options.ts';
import { call, flag, is, listOf, whole, object, oneOf, type Options, text } from './option-check.ts';

const { home, cacheDir, registry, pull, driver, ca, signal, onEvent, extraHosts, network, limits, shmSize, ulimits } =
  BUILD_OPTIONS;

const image = is('a name, or an image that build has made', (value) => {
  return (
    typeof value === 'string' ||
    (typeof value === 'object' && value !== null && 'layers' in value && Array.isArray(value.layers))
  );
});

/** What each option of `runImage` must be. */
export const RUN_OPTIONS: Options<RunImageInput> = {
  ...{ home, cacheDir, registry, pull, driver, ca, signal, onEvent, extraHosts, network, limits, shmSize, ulimits },
  image,
  args: listOf(text),
  entrypoint: listOf(text),
  env: listOf(text),
  cwd: text,
  user: text,
  hostname: text,
  volumes: listOf(object({ path: text, target: text, readonly: flag }, 'path', 'target', 'readonly')),
  tmpfs: listOf(object({ target: text, size: whole }, 'target')),
  ports: listOf(
    object(
      { protocol: oneOf('tcp', 'udp'), address: text, hostPort: whole, port: whole },
      ...(['protocol', 'address', 'hostPort', 'port'] as const),
    ),
  ),
  platform: text,
  capabilities: listOf(oneOf(...DEFAULT_CAPABILITIES)),
  readonlyRoot: flag,
  input: (value, option) =>
    value === 'pipe'
      ? undefined
      : object({ terminal: object({ columns: whole, rows: whole }, 'columns', 'rows') }, 'terminal')(value, option),
  io: object<RunIO>({ output: call, attach: call }, 'output'),
};
