export { createHttpTransport, type HttpTransportOptions } from './node/http-transport.ts';
export { askHelper, dockerCredentials } from './node/docker-credentials.ts';
