import type { DockerFlag } from './docker-flags.ts';

const NOT_KEPT = 'nothing is kept that it could be about: a command lives as long as strake run';
const NO_OTHERS = 'there is no other container to reach or to be reached by; --add-host names a machine';
const UNCHECKED = 'health is not checked';
const DEVICES = 'a command has the usual six devices; RUN --device of a build takes others';

/** Flags of `docker run` that have no meaning here. */
export const RUN_DOCKER_FLAGS: readonly DockerFlag[] = [
  { name: 'detach', short: 'd', type: 'boolean', refusal: 'a command lives as long as strake run: strake run ... &' },
  { name: 'name', type: 'string', refusal: 'nothing is kept that could be named; --hostname names the machine' },
  { name: 'restart', type: 'string', refusal: 'start it again from a shell loop, or as a service of this machine' },
  {
    name: 'init',
    type: 'boolean',
    refusal:
      'put an init into the image, e.g. tini; or let a shell end it: sh -c \'trap "exit 143" TERM; COMMAND & wait\'',
  },
  { name: 'privileged', type: 'boolean', refusal: 'no command has power over this machine' },
  { name: 'device', type: 'list', refusal: DEVICES },
  { name: 'gpus', type: 'string', refusal: DEVICES },
  {
    name: 'security-opt',
    type: 'list',
    refusal: "a command has Docker's default filter; --driver says how it is isolated",
  },
  { name: 'publish-all', short: 'P', type: 'boolean', refusal: 'name the ports: -p HOST:PORT' },
  { name: 'dns', type: 'list', refusal: 'show it a file: -v ./resolv.conf:/etc/resolv.conf:ro' },
  { name: 'dns-search', type: 'list', refusal: 'show it a file: -v ./resolv.conf:/etc/resolv.conf:ro' },
  { name: 'net', type: 'string', refusal: 'write --network' },
  { name: 'attach', short: 'a', type: 'list', refusal: 'output comes as it is; -i passes standard input on' },
  { name: 'link', type: 'list', refusal: NO_OTHERS },
  { name: 'volumes-from', type: 'list', refusal: 'name the directories: -v HOST:PATH' },
  { name: 'volume-driver', type: 'string', refusal: 'volumes are directories of this machine: -v HOST:PATH' },
  { name: 'group-add', type: 'list', refusal: 'name the group with the user: -u USER:GROUP' },
  { name: 'pid', type: 'string', refusal: 'a command sees only its own processes' },
  { name: 'ipc', type: 'string', refusal: 'a command shares no memory with others' },
  { name: 'uts', type: 'string', refusal: '--hostname names the machine' },
  { name: 'userns', type: 'string', refusal: '--driver says how a command is isolated' },
  { name: 'runtime', type: 'string', refusal: '--driver says how a command is isolated' },
  { name: 'memory-swap', type: 'string', refusal: 'limit it with --memory' },
  { name: 'cpu-shares', short: 'c', type: 'string', refusal: 'limit it with --cpus' },
  { name: 'cpuset-cpus', type: 'string', refusal: 'start it under taskset: taskset -c 0,1 strake run ...' },
  { name: 'sysctl', type: 'list', refusal: 'a command has the settings of this machine' },
  { name: 'cidfile', type: 'string', refusal: NOT_KEPT },
  { name: 'log-driver', type: 'string', refusal: 'lead its output to a file or program: strake run ... | tee log' },
  { name: 'stop-signal', type: 'string', note: 'signals are passed on as they come' },
  { name: 'stop-timeout', type: 'string', note: 'the third SIGINT or SIGTERM ends a command' },
  { name: 'label', short: 'l', type: 'list', note: NOT_KEPT },
  { name: 'expose', type: 'list', note: 'no port is closed to the command; -p leads one of this machine to it' },
  { name: 'no-healthcheck', type: 'boolean', note: UNCHECKED },
  ...['cmd', 'interval', 'retries', 'timeout', 'start-period', 'start-interval'].map(
    (what): DockerFlag => ({ name: `health-${what}`, type: 'string', note: UNCHECKED }),
  ),
  { name: 'network-alias', type: 'list', refusal: NO_OTHERS },
  { name: 'ip', type: 'string', refusal: NO_OTHERS },
];
