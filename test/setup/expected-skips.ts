/** Tests that may be left out on Node 22, the floor, and why. Anything else that does not run fails in CI. */
export const expectedOnFloor: ReadonlyMap<string, string> = new Map([
  [
    'createHttpTransport goes through a proxy, but not where NO_PROXY says, and never to this machine',
    'proxies of node:http came with Node 22.21',
  ],
]);
