/** A value that completion offers with what it is. */
export interface KnownValue {
  readonly value: string;
  readonly doc: string;
}

export const platforms: readonly string[] = [
  'linux/amd64',
  'linux/arm64',
  'linux/arm/v7',
  'linux/arm/v6',
  'linux/386',
  'linux/ppc64le',
  'linux/riscv64',
  'linux/s390x',
  'windows/amd64',
];

export const signals: readonly KnownValue[] = [
  { value: 'SIGTERM', doc: 'Asks to end; the default' },
  { value: 'SIGINT', doc: 'As Ctrl+C' },
  { value: 'SIGQUIT', doc: 'nginx, php-fpm: finish requests, then end' },
  { value: 'SIGHUP', doc: 'Often: reload the configuration' },
  { value: 'SIGUSR1', doc: 'Meaning of the program' },
  { value: 'SIGUSR2', doc: 'Meaning of the program' },
  { value: 'SIGWINCH', doc: 'Apache httpd: finish requests, then end' },
  { value: 'SIGRTMIN+3', doc: 'systemd: halt' },
  { value: 'SIGKILL', doc: 'Ends at once; cannot be caught' },
];

export const ports: readonly KnownValue[] = [
  { value: '80', doc: 'HTTP' },
  { value: '443', doc: 'HTTPS' },
  { value: '3000', doc: 'Common for Node programs' },
  { value: '3306', doc: 'MySQL' },
  { value: '5432', doc: 'PostgreSQL' },
  { value: '6379', doc: 'Redis' },
  { value: '8000', doc: 'Common for Python programs' },
  { value: '8080', doc: 'HTTP without privileges' },
  { value: '8443', doc: 'HTTPS without privileges' },
  { value: '9090', doc: 'Prometheus' },
  { value: '27017', doc: 'MongoDB' },
];

export const users: readonly KnownValue[] = [
  { value: 'root', doc: 'User 0' },
  { value: 'nobody', doc: 'Without any rights; in most images' },
  { value: 'node', doc: 'User 1000 of the node images' },
  { value: 'www-data', doc: 'Web servers on Debian' },
  { value: '1000:1000', doc: 'A number needs no entry in /etc/passwd' },
  { value: '65532:65532', doc: '`nonroot` of distroless images' },
];

export const labelKeys: readonly KnownValue[] = [
  ['created', 'Date and time, RFC 3339'],
  ['authors', 'People or organisation'],
  ['url', 'Where to find more about the image'],
  ['documentation', 'URL of the documentation'],
  ['source', 'URL of the source code'],
  ['version', 'Version of the packaged software'],
  ['revision', 'Commit of the source code'],
  ['vendor', 'Who distributes the image'],
  ['licenses', 'SPDX licence expression'],
  ['title', 'Name for people'],
  ['description', 'What it is'],
  ['base.name', 'Reference of the base image'],
  ['base.digest', 'Digest of the base image'],
].map(([key = '', doc = '']) => ({ value: `org.opencontainers.image.${key}`, doc }));

/** Images that people start from. */
export const images: readonly string[] = [
  'scratch',
  'alpine',
  'busybox',
  'debian',
  'ubuntu',
  'node',
  'python',
  'golang',
  'rust',
  'eclipse-temurin',
  'ruby',
  'php',
  'nginx',
  'postgres',
  'redis',
  'gcr.io/distroless/static-debian12',
];

export const directives: readonly {
  readonly name: string;
  readonly doc: string;
  readonly values: readonly string[];
}[] = [
  {
    name: 'syntax',
    doc: 'The version of the language, as an image. Must be in the first lines of the file, before any other comment.',
    values: ['docker/dockerfile:1', 'docker/dockerfile:1-labs'],
  },
  {
    name: 'escape',
    doc: 'The character that continues lines and escapes: `\\` unless given. A backtick suits Windows paths.',
    values: ['`', '\\'],
  },
  {
    name: 'check',
    doc: 'Which checks are skipped, and whether a finding fails the build: `skip=A,B;error=true`.',
    values: ['skip=', 'error=true', 'skip=all'],
  },
];
