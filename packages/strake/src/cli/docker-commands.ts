const NOTHING_RUNS =
  'nothing runs when strake run has ended, which shows what its command prints: strake run IMAGE COMMAND';
const NOTHING_IS_KEPT =
  'what a command changes is discarded when it ends: keep it with RUN in a Dockerfile, or strake run -v HOST:PATH';
const ENDS_WITH_RUN = 'a command ends with its strake run: by Ctrl-C, or kill PID';
const CREDENTIALS =
  'credentials are read from ~/.docker/config.json, or from config.json in $DOCKER_CONFIG: docker login writes it, and podman login --authfile FILE; by hand: {"auths": {"HOST": {"auth": "USER:PASSWORD in base64"}}}';
const NO_BUILDERS = 'there are no builders: strake build builds by itself, strake prune and strake du see to its cache';
const NO_VOLUMES = 'volumes are directories of this machine: strake run -v HOST:PATH';
const NO_NETWORKS =
  'each command has a network of its own: strake run --network none or host changes that, -p opens ports';
const COMPOSE = 'there are no services: strake build makes one image, strake run runs one command';

/** What to do instead of a command of Docker's, by its first word or its first two. */
const INSTEAD: Readonly<Record<string, string>> = {
  ...all(NOTHING_RUNS, 'ps', 'logs', 'attach', 'top', 'stats', 'port', 'wait', 'container', 'events'),
  exec: 'nothing runs when strake run has ended: strake run -it IMAGE sh opens a shell in an image',
  ...all(ENDS_WITH_RUN, 'stop', 'kill', 'restart', 'pause', 'unpause'),
  ...all(NOTHING_IS_KEPT, 'create', 'start', 'commit', 'diff', 'rename', 'update', 'container prune'),
  ...all('strake build -o DIR . writes the files of an image', 'cp', 'export'),
  rm: 'no command leaves anything behind; strake rmi takes its name from an image',
  import: 'FROM scratch and ADD FILE.tar / in a Dockerfile make an image of a tar',
  ...all(CREDENTIALS, 'login', 'logout'),
  search: 'search on the pages of the registry; in an editor strake lsp offers tags',
  ...all(COMPOSE, 'compose', 'docker-compose', 'stack', 'swarm', 'service'),
  ...all(NO_VOLUMES, 'volume'),
  ...all(NO_NETWORKS, 'network'),
  ...all(NO_BUILDERS, 'buildx', 'builder'),
  ...all('there are no bake files: call strake build for each target', 'bake', 'buildx bake'),
  ...all('strake build', 'buildx build', 'buildx b', 'builder build', 'image build'),
  ...all('strake prune', 'buildx prune', 'builder prune', 'system prune', 'image prune'),
  ...all('strake du', 'buildx du', 'system df'),
  ...all('strake images', 'image ls', 'image list'),
  ...all('strake rmi', 'image rm', 'image remove'),
  'image inspect': 'strake inspect',
  'container run': 'strake run',
  'image history': 'strake history',
  'image load': 'strake load',
  'image pull': 'strake pull',
  'image push': 'strake push',
  'image save': 'strake save',
  'image tag': 'strake tag',
  image: 'the commands for images stand alone: strake images, inspect, history, tag, rmi, save, load, push, pull',
  ...all('strake doctor says what this machine can do, strake du what the store takes', 'info', 'system'),
};

/** What a user of Docker is told who calls a command that Strake has not. Undefined for what Docker has not either. */
export function insteadOf(name: string, next: string | undefined): string | undefined {
  const hint = INSTEAD[`${name} ${next}`] ?? (Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined);
  return hint?.replace(/^strake [a-z]+$/, 'write $&');
}

function all(hint: string, ...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, hint]));
}
