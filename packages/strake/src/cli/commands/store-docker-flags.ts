import type { DockerFlag } from './docker-flags.ts';

const BY_USE =
  'what was used last is kept: --keep-storage SIZE says how much of it, --keep-cache-mounts SIZE of cache mounts';

/** Flags of Docker's commands that remove what is not used. */
export const PRUNE_DOCKER_FLAGS: readonly DockerFlag[] = [
  { name: 'filter', type: 'list', refusal: BY_USE },
  { name: 'max-used-space', type: 'string', refusal: 'write --keep-storage SIZE' },
  { name: 'reserved-space', type: 'string', refusal: BY_USE },
  { name: 'min-free-space', type: 'string', refusal: BY_USE },
  { name: 'volumes', type: 'boolean', refusal: 'there are no volumes; --keep-cache-mounts 0 removes cache mounts' },
];

/** Flags of `docker inspect`. */
export const INSPECT_DOCKER_FLAGS: readonly DockerFlag[] = [
  { name: 'type', type: 'string', usual: ['image'], refusal: 'there is nothing to look at but images' },
  { name: 'size', short: 's', type: 'boolean', note: 'the sizes are always there' },
];

/** Flags of `docker system df`. */
export const DU_DOCKER_FLAGS: readonly DockerFlag[] = [
  { name: 'verbose', short: 'v', type: 'boolean', note: 'strake images shows what each image takes' },
  { name: 'filter', type: 'list', refusal: 'strake images --filter chooses among images' },
  { name: 'format', type: 'string', refusal: '--json prints the numbers' },
];
