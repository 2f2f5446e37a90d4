export { RegistryError, type RegistryErrorCode } from './error.ts';
export type { Transport, TransportRequest, TransportResponse } from './transport/transport.ts';
export { fetchTransport } from './transport/fetch.ts';
export type { Credential, CredentialProvider } from './auth/authorize.ts';
export { createRegistryClient, type RegistryClient, type RegistryClientOptions } from './client/registry.ts';
export type { EndpointOptions } from './client/endpoint.ts';
export { followRedirects } from './transport/redirect.ts';
export { retrying } from './transport/retry.ts';
export { discard } from './transport/transport.ts';
