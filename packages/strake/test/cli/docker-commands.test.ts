import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { insteadOf } from '../../src/cli/docker-commands.ts';

test.each([
  ['ps', 'nothing runs when strake run has ended'],
  ['logs app', 'nothing runs when strake run has ended'],
  ['exec app sh', 'strake run -it IMAGE sh'],
  ['login', '~/.docker/config.json'],
  ['compose up', 'strake build makes one image'],
  ['buildx build .', 'write strake build'],
  ['buildx ls', 'there are no builders'],
  ['buildx', 'there are no builders'],
  ['builder prune', 'write strake prune'],
  ['system df', 'write strake du'],
  ['image ls', 'write strake images'],
  ['image frobnicate', 'the commands for images stand alone'],
  ['rm app', 'strake rmi'],
])('docker %s', (line, says) => {
  const [name = '', next] = line.split(' ');
  expect(insteadOf(name, next)).toContain(says);
});

test.each(['frobnicate', 'constructor', 'toString'])('not of Docker: %s', (name) => {
  expect(insteadOf(name, undefined)).toBeUndefined();
});

test('what is said to write instead is there, and nothing that is there has another', () => {
  const words = ['buildx build', 'image ls', 'system df', 'container run', 'image history', 'image tag', 'image save'];
  for (const word of words) {
    const [name = '', next] = word.split(' ');
    const command = /^write strake (\w+)$/.exec(insteadOf(name, next) ?? '')?.[1] ?? '';
    expect(Object.keys(commands)).toContain(command);
  }
  for (const name of Object.keys(commands)) expect(insteadOf(name, undefined)).toBeUndefined();
});
