/** A registry in memory, and what can go wrong with it, for tests. Needs Node. */
export { type MemoryRegistry, type MemoryRegistryOptions, startMemoryRegistry } from './testing/memory-registry.ts';
export type { Login } from './testing/token-service.ts';
export {
  type Answer,
  anyFault,
  failing,
  type Fault,
  longer,
  type ReceivedRequest,
  redirectTo,
  shorter,
  silent,
  status,
  truncated,
  wrongBytes,
} from './testing/exchange.ts';
export { addImage, type AddedImage } from './testing/add-image.ts';
