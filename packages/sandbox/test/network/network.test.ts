import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { networkChoices } from '../../src/network/network-choices.ts';
import { isolatedResolvConf } from '../../src/network/resolver.ts';
import { withHostGateway } from '../../src/runtime/hosts-file.ts';

const SERVER = '10.0.2.3';

test.each<[name: string, host: string, inside: string]>([
  ['servers that can be reached stay', 'nameserver 10.1.1.1\nsearch a.b\n', 'nameserver 10.1.1.1\nsearch a.b\n'],
  [
    'one on the loopback is replaced',
    'nameserver 127.0.0.53\noptions edns0\n',
    `nameserver ${SERVER}\noptions edns0\n`,
  ],
  ['several are replaced by one', 'nameserver 127.0.0.1\nnameserver ::1\n', `nameserver ${SERVER}\n`],
  ['others stay beside it', 'nameserver ::1\nnameserver 8.8.8.8\n', `nameserver ${SERVER}\nnameserver 8.8.8.8\n`],
  ['none means the loopback', 'search a\n', `search a\nnameserver ${SERVER}\n`],
  ['no file', '', `nameserver ${SERVER}\n`],
  ['comments are no servers', '# nameserver 127.0.0.1\n', `# nameserver 127.0.0.1\nnameserver ${SERVER}\n`],
])('resolv.conf: %s', (_, host, inside) => {
  expect(isolatedResolvConf(host, SERVER)).toBe(inside);
});

const nic = (family: 'IPv4' | 'IPv6', address: string, internal = false): NetworkInterfaceInfo => ({
  family,
  address,
  internal,
  netmask: '',
  mac: '',
  cidr: null,
  scopeid: 0,
});
const LO = [nic('IPv4', '127.0.0.1', true), nic('IPv6', '::1', true)];

test.each([
  [{ lo: LO, eth0: [nic('IPv4', '10.0.0.1'), nic('IPv6', 'fd00::1')] }, ['slirp4netns', 'pasta']],
  [{ lo: LO, eth0: [nic('IPv6', 'fd00::1')] }, ['pasta']],
  [{ lo: LO, eth0: [nic('IPv6', 'fd00::1'), nic('IPv4', '169.254.1.2')] }, ['pasta']],
  [{ lo: LO }, ['slirp4netns', 'pasta']],
])('tools for %o: %o', (interfaces, names) => {
  expect(networkChoices((name) => `/bin/${name}`, interfaces).map(({ name }) => name)).toEqual(names);
});

test('host-gateway is an address of this machine that the command can reach', () => {
  const hosts = [
    { host: 'host.docker.internal', ip: 'host-gateway' },
    { host: 'db', ip: '10.9.9.9' },
  ];
  const interfaces = { lo: LO, eth0: [nic('IPv4', '192.168.1.5')] };
  const ips = (shares: boolean): readonly string[] => withHostGateway(hosts, shares, interfaces).map(({ ip }) => ip);
  expect(ips(false)).toEqual(['192.168.1.5', '10.9.9.9']);
  expect(ips(true)).toEqual(['127.0.0.1', '10.9.9.9']);
});
