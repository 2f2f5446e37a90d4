import { networkInterfaces } from 'node:os';
import { type NetworkChoice, NETWORK_TOOLS } from './isolated-network.ts';

/** Tools that are installed and can connect this machine's kind of network. `find` gives the path of a program. */
export function networkChoices(
  find: (name: string) => string | undefined,
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): readonly NetworkChoice[] {
  const outside = Object.values(interfaces).flatMap((list) => list?.filter(({ internal }) => !internal) ?? []);
  const onlyV6 =
    outside.length > 0 && outside.every(({ family, address }) => family === 'IPv6' || isLinkLocal(address));
  return NETWORK_TOOLS.flatMap((name) => {
    // slirp4netns speaks IPv4 to the world.
    if (name === 'slirp4netns' && onlyV6) return [];
    const program = find(name);
    return program === undefined ? [] : [{ name, program }];
  });
}

function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.');
}
