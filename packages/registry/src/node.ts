export { createHttpTransport, type HttpTransportOptions } from './node/http-transport.ts';
export { dockerCredentials } from './node/docker-config.ts';
