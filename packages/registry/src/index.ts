export { RegistryError, type RegistryErrorCode } from './error.ts';
export { discard, type Transport, type TransportRequest, type TransportResponse } from './transport/transport.ts';
export { fetchTransport } from './transport/fetch.ts';
export { followRedirects } from './transport/redirect.ts';
export { retrying } from './transport/retry.ts';
export type { Wait } from './transport/wait.ts';
export type { Credential, CredentialProvider } from './auth/credential.ts';
export { type AskHelper, dockerConfigCredentials } from './auth/docker-config.ts';
export {
  createRegistryClient,
  type ReaderOptions,
  type RegistryClient,
  type RegistryClientOptions,
  type ResolveOptions,
} from './client/registry.ts';
export type { DocumentStore } from './client/documents.ts';
export type { EndpointOptions } from './client/endpoint.ts';
export type { AskOptions } from './client/ask.ts';
export type { TagsOptions } from './client/tags.ts';
export type { ImagePusher } from './client/push.ts';
export { type PushImageOptions, type PushProgress, pushImage } from './push/push-image.ts';
export { type Environment, mirrorsFromEnv } from './client/mirrors.ts';
