import type { CommandSpec } from '../options/spec.ts';
import { caFlag, limitFlags } from './run-flags.ts';

export const runSpec: CommandSpec = {
  name: 'run',
  summary: 'Run a command of an image in the sandbox of RUN; what it changes is discarded.',
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  positionals: { min: 1, max: Number.POSITIVE_INFINITY },
  passesOn: true,
  flags: [
    { name: 'env', short: 'e', type: 'list', value: 'K=V', help: 'Variable; K alone takes it from the environment' },
    {
      name: 'volume',
      short: 'v',
      type: 'list',
      value: 'HOST:PATH[:ro]',
      help: 'Show a directory or file of this machine',
    },
    { name: 'workdir', short: 'w', type: 'string', value: 'DIR', help: 'Working directory' },
    { name: 'user', short: 'u', type: 'string', value: 'USER[:GROUP]', help: 'Who to run as, by name or number' },
    { name: 'interactive', short: 'i', type: 'boolean', help: 'Pass standard input on' },
    { name: 'tty', short: 't', type: 'boolean', help: 'Give the command this terminal' },
    { name: 'entrypoint', type: 'string', value: 'PROGRAM', help: 'In the place of ENTRYPOINT and CMD' },
    {
      name: 'network',
      type: 'string',
      value: 'MODE',
      help: 'Network',
      choices: ['default', 'none', 'host'],
    },
    {
      name: 'publish',
      short: 'p',
      type: 'list',
      value: 'HOST:PORT',
      help: 'Lead a port of this machine to the command',
    },
    { name: 'add-host', type: 'list', value: 'HOST:IP', help: 'Line for /etc/hosts' },
    { name: 'hostname', type: 'string', value: 'NAME', help: 'Name of the machine that the command sees' },
    { name: 'platform', type: 'string', value: 'P', help: 'Platform of the image' },
    { name: 'rm', type: 'boolean', help: 'Accepted: nothing is ever kept', hidden: true },
    caFlag,
    ...limitFlags,
    {
      name: 'driver',
      type: 'string',
      value: 'NAME',
      help: 'How the command is isolated',
      choices: ['auto', 'crun', 'runc', 'unshare'],
    },
    { name: 'help', short: 'h', type: 'boolean', help: 'Show this help' },
  ],
  examples: [
    { command: 'strake run app', does: 'Run what was built with strake build -t app' },
    { command: 'strake run -it -v .:/src -w /src node:24 sh', does: 'A shell on the files of this directory' },
    { command: 'strake run -p 8080:80 nginx', does: 'Serve on http://127.0.0.1:8080' },
  ],
};
