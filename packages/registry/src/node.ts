export { createHttpTransport, type HttpTransportOptions, type Silence } from './node/http-transport.ts';
export { askHelper, dockerCredentials } from './node/docker-credentials.ts';
