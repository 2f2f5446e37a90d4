import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { parsePublished, publishedPorts } from '../../src/cli/commands/run-ports.ts';

test.each([
  ['8080:80', ['tcp 127.0.0.1 8080 80']],
  ['0.0.0.0:8080:80/tcp', ['tcp 0.0.0.0 8080 80']],
  ['53:5353/udp', ['udp 127.0.0.1 53 5353']],
  ['8000-8002:80-82', ['tcp 127.0.0.1 8000 80', 'tcp 127.0.0.1 8001 81', 'tcp 127.0.0.1 8002 82']],
  ['80', ['tcp 127.0.0.1 0 80']],
  ['0.0.0.0::80-81/udp', ['udp 0.0.0.0 0 80', 'udp 0.0.0.0 0 81']],
])('--publish %s', (text, expected) => {
  const found = parsePublished(text).map(({ protocol, address, hostPort, port }) =>
    [protocol, address, hostPort, port].join(' '),
  );
  expect(found).toEqual(expected);
});

test.each([
  ['', 'is not [ADDRESS:]HOST:PORT'],
  ['x:80', 'is not [ADDRESS:]HOST:PORT'],
  ['0:80', 'is not [ADDRESS:]HOST:PORT'],
  ['80:0', 'is not [ADDRESS:]HOST:PORT'],
  ['80:65536', 'is not [ADDRESS:]HOST:PORT'],
  ['80:80/sctp', 'is not [ADDRESS:]HOST:PORT'],
  ['1.2.3.999:80:80', 'is not [ADDRESS:]HOST:PORT'],
  ['[::1]:80:80', 'is not [ADDRESS:]HOST:PORT'],
  ['82-80:82-80', 'is not [ADDRESS:]HOST:PORT'],
  ['1-65535:1-65535', 'is not [ADDRESS:]HOST:PORT'],
  ['8000-8001:80', '2 ports of this machine for 1 of the command'],
])('--publish %j is refused', (text, message) => {
  expect(() => parsePublished(text)).toThrow(message);
});

test.each(['tcp', 'udp'] as const)('a free port of %s is taken and told', async (protocol) => {
  const told: string[] = [];
  const [first, second] = await publishedPorts([`80/${protocol}`, `127.0.0.1:8080:81/${protocol}`], (message) => {
    told.push(message);
  });
  expect(second).toEqual({ protocol, address: '127.0.0.1', hostPort: 8080, port: 81 });
  expect(first).toEqual({ protocol, address: '127.0.0.1', hostPort: expect.any(Number), port: 80 });
  expect(told).toEqual([`127.0.0.1:${first?.hostPort} leads to port 80${protocol === 'udp' ? '/udp' : ''}`]);
  if (protocol === 'tcp') await canListen(first?.hostPort ?? 0);
});

async function canListen(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  await new Promise((resolve) => server.close(resolve));
}

test('an address that is not of this machine is named', async () => {
  await expect(publishedPorts(['192.0.2.1::80'], () => undefined)).rejects.toThrow(
    '--publish: no port of 192.0.2.1 can be had: ',
  );
});
