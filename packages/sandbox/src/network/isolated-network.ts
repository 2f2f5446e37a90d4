/** A network namespace with a way out to the world, but none to the host's own loopback and abstract sockets. */
export interface IsolatedNetwork {
  /** Path of the namespace. */
  readonly path: string;
  /** An address inside that answers as the host's first name server does. */
  readonly nameServer: string;
  /** Whether what connects it still runs. */
  alive(): boolean;
  close(): void;
}

/** A port of the host that leads to one of the command. */
export interface PublishedPort {
  readonly protocol: 'tcp' | 'udp';
  /** Address of the host, e.g. `127.0.0.1`. */
  readonly address: string;
  readonly hostPort: number;
  readonly port: number;
}

/** Programs that connect a network namespace without privileges, best first. */
export const NETWORK_TOOLS = ['slirp4netns', 'pasta'] as const;
export type NetworkTool = (typeof NETWORK_TOOLS)[number];

/** A tool with the path of its program. */
export interface NetworkChoice {
  readonly name: NetworkTool;
  readonly program: string;
}

export interface NetworkRequest {
  readonly program: string;
  /** A path of the session for the namespace, and with other endings for what else the tool needs. Absolute. */
  readonly place: string;
  readonly ports: readonly PublishedPort[];
  /** Gives up the network while it is in the making: nothing of it is left once that has failed. */
  readonly signal: AbortSignal;
}
