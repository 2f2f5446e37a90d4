export {
  type Fault,
  type MemoryRegistry,
  type MemoryRegistryOptions,
  startMemoryRegistry,
} from './testing/memory-registry.ts';
