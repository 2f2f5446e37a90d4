import type { Agent, ClientRequestArgs } from 'node:http';
import type { OnReadOpts, Socket } from 'node:net';

/** Bytes that come at a time. Node's own 64 KiB take four times the turns. */
const MOST = 256 * 1024;

/**
 * Lets the connections of an agent read into one piece of memory each, where Node would take a new one for each read:
 * what is read is handed on at once, and node:http copies what it keeps of it. Connections to proxies stay as they are.
 */
export function readingInPlace(agent: Agent): Agent {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, ...rest) => {
    const onread: OnReadOpts = {
      buffer: Buffer.allocUnsafeSlow(MOST),
      callback(size, memory) {
        socket.emit('data', memory.subarray(0, size));
        return true;
      },
    };
    const reading: ClientRequestArgs & { readonly onread: OnReadOpts } = { ...options, onread };
    const socket = connect(reading, ...rest) as Socket;
    return socket;
  };
  return agent;
}
