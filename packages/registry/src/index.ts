export { RegistryError, type RegistryErrorCode } from './error.ts';
export type { Transport, TransportRequest, TransportResponse } from './transport/transport.ts';
export { fetchTransport } from './transport/fetch.ts';
export type { Credential, CredentialProvider } from './auth/authorize.ts';
export {
  createRegistryClient,
  type FetchedManifest,
  type RegistryClient,
  type RegistryClientOptions,
} from './client/registry.ts';
export { fetchImage, type RemoteImage } from './client/image.ts';
export type { EndpointOptions } from './client/endpoint.ts';
