import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

interface BadInput {
  readonly name: string;
  /** Absent: there is none. */
  readonly dockerfile?: string;
  readonly args?: readonly string[];
  readonly code: number;
  /** All of these stand in standard error. */
  readonly says: readonly string[];
}

async function check({ dockerfile, args = [], code, says }: BadInput): Promise<void> {
  const context = shop.context({ a: 'x', 'd/b': 'y', ...(dockerfile === undefined ? {} : { Dockerfile: dockerfile }) });
  const ran = await shop.strake(['build', ...shop.base, '--progress', 'plain', ...args, context]);
  expect(ran.stderr).not.toContain('This is a bug');
  for (const text of says) expect(ran.stderr).toContain(text);
  expect(ran.stdout).toBe('');
  expect(ran.code).toBe(code);
}

const cases: readonly BadInput[] = [
  { name: 'no Dockerfile', code: 4, says: ['no Dockerfile at', 'hint: create one, or name another file with -f'] },
  { name: 'an empty Dockerfile', dockerfile: '', code: 3, says: ['file with no instructions'] },
  { name: 'comments only', dockerfile: '# nothing\n', code: 3, says: ['file with no instructions'] },
  {
    name: 'an unknown instruction',
    dockerfile: 'FROM busybox\nRUNN make\n',
    code: 3,
    says: ['unknown instruction: RUNN', 'Dockerfile:2:1', '2 │ RUNN make', '│ ^^^^', 'did you mean RUN?'],
  },
  {
    name: 'an unknown flag',
    dockerfile: 'FROM busybox\nCOPY --chwon=1 a /\n',
    code: 3,
    says: ['unknown flag: --chwon', 'did you mean --chown?'],
  },
  {
    name: 'a missing source',
    dockerfile: 'FROM busybox\nCOPY nothere /\n',
    code: 1,
    says: ['"/nothere": not found', 'Dockerfile:2:1'],
  },
  {
    name: 'several sources for what is no directory',
    dockerfile: 'FROM busybox\nCOPY a d /x\n',
    code: 1,
    says: ['end the destination'],
  },
  {
    name: 'a RUN without a shell',
    dockerfile: 'FROM scratch\nRUN true\n',
    code: 1,
    says: ['hint: the image has no shell'],
  },
  {
    name: 'a misspelt target',
    dockerfile: 'FROM busybox AS build\n',
    args: ['--target', 'buidl'],
    code: 3,
    says: ['target stage "buidl" could not be found', 'did you mean build?'],
  },
  {
    name: 'a stage that uses itself',
    dockerfile: 'FROM busybox AS a\nCOPY --from=a /x /y\n',
    code: 3,
    says: ['circular dependency detected on stage: a'],
  },
  {
    name: 'a stage that is not there',
    dockerfile: 'FROM busybox\nCOPY --from=7 /x /y\n',
    code: 3,
    says: ['invalid stage index 7'],
  },
  {
    name: 'a base image that cannot be reached',
    dockerfile: 'FROM localhost:1/nothing\n',
    code: 4,
    says: ['localhost:1/nothing', 'no answer from localhost:1', 'Dockerfile:1:6'],
  },
  {
    name: 'two unknown instructions',
    dockerfile: 'FROM busybox\nXYZ\nABC\n',
    code: 3,
    says: ['unknown instruction: XYZ', 'unknown instruction: ABC'],
  },
  {
    name: 'a failing RUN',
    dockerfile: 'FROM busybox\nRUN echo to-stdout; echo to-stderr >&2; exit 7\n',
    code: 1,
    says: ['did not complete successfully: exit code: 7', '│ to-stdout', '│ to-stderr', 'Dockerfile:2:1'],
  },
  {
    name: 'a command that is not there',
    dockerfile: 'FROM busybox\nRUN nosuchcommand\n',
    code: 1,
    says: ['exit code: 127', 'hint: exit code 127: the command was not found'],
  },
  {
    name: 'a user that is not there',
    dockerfile: 'FROM busybox\nUSER ghost\nRUN true\n',
    code: 1,
    says: ['unable to find user ghost', 'Dockerfile:2:1', '2 │ USER ghost', 'RUN adduser'],
  },
  {
    name: 'a required secret that is not given',
    dockerfile: 'FROM busybox\nRUN --mount=type=secret,id=s,required true\n',
    code: 1,
    says: ['secret s: not found', '--secret id=s'],
  },
  {
    name: 'a program that is not there',
    dockerfile: 'FROM busybox\nRUN ["nosuchprogram"]\n',
    code: 1,
    says: ['did not complete successfully: exit code: 1', 'hint: the image has no such program in $PATH'],
  },
  {
    name: 'a shell that is not there',
    dockerfile: 'FROM busybox\nSHELL ["/bin/bash", "-c"]\nRUN id\n',
    code: 1,
    says: ['hint: the image has no /bin/bash: is the path right, and what SHELL names?'],
  },
  {
    name: 'a variable without a value',
    dockerfile: 'FROM busybox\nENV A\n',
    code: 3,
    says: ['ENV must have two arguments', 'hint: write ENV NAME=VALUE'],
  },
  {
    name: 'certificates that are not there',
    dockerfile: 'FROM busybox\n',
    args: ['--ca', '/nowhere/ca'],
    code: 2,
    says: ['--ca: the file /nowhere/ca cannot be read: no such file or directory (ENOENT)'],
  },
  {
    name: 'a secret that nobody has given',
    dockerfile: 'FROM busybox\nRUN --mount=type=secret,id=token cat /run/secrets/token\n',
    code: 1,
    says: ['hint: it asks for what was not given: --secret id=token,src=FILE'],
  },
  {
    name: 'a secret that nobody has given to a program that is not there',
    dockerfile: 'FROM busybox\nRUN --mount=type=secret,id=token nosuch\n',
    code: 1,
    says: ['hint: exit code 127: the command was not found in the image; it asks for what was not given: --secret'],
  },
  {
    name: 'a program of no known format',
    dockerfile: 'FROM busybox\nRUN echo x > /x && chmod +x /x\nRUN ["/x"]\n',
    code: 1,
    says: ['xec format error', 'hint: the program is for another architecture, or a script'],
  },
  {
    name: 'an id that is not mapped',
    dockerfile: "FROM busybox\nRUN echo 'chown: /a: Invalid argument' && false\n",
    code: 1,
    says: ['hint: this user has too few ids'],
  },
  ...[
    'curl: (60) SSL certificate problem: unable to get local issuer certificate',
    'npm error code SELF_SIGNED_CERT_IN_CHAIN',
    'fatal: server certificate verification failed. CAfile: none CRLfile: none',
    'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED]',
    'tls: failed to verify certificate: x509: certificate signed by unknown authority',
  ].map((words) => ({
    name: `a certificate that is not trusted: ${words}`,
    dockerfile: `FROM busybox\nRUN echo '${words}' >&2 && false\n`,
    code: 1,
    says: ['hint: a certificate is not trusted', '--ca FILE'],
  })),
  {
    name: 'a full disk',
    dockerfile: 'FROM busybox\nRUN dd if=/dev/zero of=/dev/shm/x bs=1M count=2\n',
    args: ['--shm-size', '1m'],
    code: 1,
    says: ['No space left on device', 'hint: the disk of the store is full, or a mount of the step'],
  },
  {
    name: 'an entitlement that is not given',
    dockerfile: 'FROM busybox\nRUN --network=host true\n',
    code: 2,
    says: ['network.host is not allowed', 'Dockerfile:2:1', 'hint: allow it with --allow network.host'],
  },
  {
    name: 'a flag of the command line',
    dockerfile: 'FROM busybox\n',
    args: ['--taget', 'x'],
    code: 2,
    says: ['unknown flag --taget', 'did you mean --target?'],
  },
  {
    name: 'an output of no kind',
    dockerfile: 'FROM busybox\n',
    args: ['-o', 'type=ocii,dest=x'],
    code: 2,
    says: ['type=ocii', 'oci, docker'],
  },
  {
    name: "an output's key that stands elsewhere here",
    dockerfile: 'FROM busybox\n',
    args: ['-o', 'type=registry,name=x.example/y,registry.insecure=true'],
    code: 2,
    says: ['does not know "registry.insecure"', '{"registries": {"HOST": {"insecure": true}}}'],
  },
  {
    name: 'an output nowhere',
    dockerfile: 'FROM busybox\n',
    args: ['-o', 'type=oci,dest=/nowhere/at/all/x.tar'],
    code: 6,
    says: ['cannot write /nowhere/at/all/x.tar', 'there is no directory /nowhere/at/all'],
  },
  {
    name: 'a platform that is none',
    dockerfile: 'FROM busybox\n',
    args: ['--platform', 'a/b/c/d/e'],
    code: 2,
    says: ['is no platform'],
  },
  {
    name: 'a label without a name',
    dockerfile: 'FROM busybox\n',
    args: ['--label', ''],
    code: 2,
    says: ['--label "" is not NAME=VALUE'],
  },
  {
    name: 'a tag that is none',
    dockerfile: 'FROM busybox\n',
    args: ['-t', 'UPPER/Case'],
    code: 2,
    says: ['"UPPER/Case" is no image name'],
  },
  {
    name: 'a named context that is not there',
    dockerfile: 'FROM busybox\nCOPY --from=c . /\n',
    args: ['--build-context', 'c=/nowhere'],
    code: 4,
    says: ['context c: there is no directory "/nowhere"', 'is the path right? An image is named with docker-image://'],
  },
  {
    name: 'a layout that is not there',
    dockerfile: 'FROM other\n',
    args: ['--build-context', 'other=oci-layout:///nowhere'],
    code: 4,
    says: ['there is no OCI layout at "/nowhere"'],
  },
  {
    name: 'an ID file nowhere',
    dockerfile: 'FROM busybox\n',
    args: ['--iidfile', '/nowhere/id'],
    code: 6,
    says: ['cannot write /nowhere/id', 'there is no directory /nowhere'],
  },
  {
    name: 'a secret without a file',
    dockerfile: 'FROM busybox\n',
    args: ['--secret', 'id=s,src=/nowhere/s'],
    code: 2,
    says: ['--secret s: there is no file /nowhere/s'],
  },
  {
    name: 'a misspelt secret',
    dockerfile: 'FROM busybox\n',
    args: ['--secret', 'id=s,scr=x'],
    code: 2,
    says: ['--secret does not know "scr"'],
  },
  {
    name: 'an output where nothing can be made',
    dockerfile: 'FROM busybox\n',
    args: ['-o', 'type=local,dest=/proc/none/x'],
    code: 6,
    says: ['/proc/none/x'],
  },
  {
    name: 'a report where nothing can be made',
    dockerfile: 'FROM busybox\n',
    args: ['--metadata-file', '/proc/x'],
    code: 6,
    says: ['cannot write /proc/x'],
  },
  {
    name: 'a named context without a source',
    dockerfile: 'FROM busybox\n',
    args: ['--build-context', 'empty='],
    code: 2,
    says: ['--build-context empty has no source'],
  },
  {
    name: 'a named context that can have no such name',
    dockerfile: 'FROM busybox\n',
    args: ['--build-context', 'A B=.'],
    code: 2,
    says: ['invalid context name "A B"'],
  },
  {
    name: 'an exclusion of nothing',
    dockerfile: 'FROM busybox\nCOPY --exclude=! a /\n',
    code: 1,
    says: ['illegal exclusion pattern: "!"'],
  },
  {
    name: 'an output below what is a file',
    dockerfile: 'FROM busybox\n',
    args: ['-o', 'type=oci,dest=/dev/null/x.tar'],
    code: 6,
    says: ['cannot write /dev/null/x.tar: /dev/null is no directory', 'write it elsewhere'],
  },
  {
    name: 'files below what is a file',
    dockerfile: 'FROM busybox\n',
    args: ['-o', '/dev/null/a/b'],
    code: 6,
    says: ['cannot write /dev/null/a/b: /dev/null/a is no directory', 'write it elsewhere'],
  },
  {
    name: 'a host without an address',
    dockerfile: 'FROM busybox\n',
    args: ['--add-host', 'db'],
    code: 2,
    says: ['--add-host "db" is not HOST:IP', 'e.g. --add-host db:10.0.0.2'],
  },
  {
    name: 'a limit without a value',
    dockerfile: 'FROM busybox\n',
    args: ['--ulimit', 'nofile'],
    code: 2,
    says: ['--ulimit "nofile" is not NAME=SOFT[:HARD]', 'e.g. --ulimit nofile=1024:2048'],
  },
  {
    name: 'an output of an unknown type',
    dockerfile: 'FROM busybox\n',
    args: ['-o', 'type=ocj,dest=x.tar'],
    code: 2,
    says: ['--output cannot have type=ocj', 'type is one of oci, docker, local,'],
  },
  {
    name: 'a source that is nowhere',
    dockerfile: 'FROM busybox\nCOPY nothere* nothere /\n',
    code: 1,
    says: ['"/nothere": not found', 'sources are paths in the build context'],
  },
];

describe('bad input ends with a located error, a hint and its exit code', () => {
  test.each(cases)('$name', check);

  test('no such context', async () => {
    const ran = await shop.strake(['build', '/nowhere']);
    expect(ran.stderr).toContain('there is no directory "/nowhere"');
    expect(ran.code).toBe(4);
  });

  test('an image to run that is nowhere', async () => {
    const ran = await shop.strake(['run', '127.0.0.1:9/none']);
    expect(ran.stderr).toContain('127.0.0.1:9/none: not in the store, and no answer from 127.0.0.1:9');
    expect(ran.code).toBe(4);
  });

  test('a repository where nobody answers', async () => {
    const ran = await shop.strake(['build', 'http://127.0.0.1:9/none.git']);
    expect(ran.stderr).toContain('git ls-remote failed');
    expect(ran.stderr).toContain('hint: nobody answers there');
    expect(ran.code).toBe(4);
  });

  test('what is to be loaded is no archive', async () => {
    const context = shop.context({ Dockerfile: 'FROM busybox\n' });
    const ran = await shop.strake(['load', '-i', join(context, 'Dockerfile')]);
    expect(ran.stderr).toContain('Dockerfile is no archive of images: ');
    expect(ran.stderr).toContain('strake build -f FILE builds a Dockerfile');
    expect(ran.code).toBe(4);
  });

  test('what is to be loaded is not there', async () => {
    const ran = await shop.strake(['load', '-i', 'missing.tar']);
    expect(ran).toMatchObject({ code: 4, stderr: `error: no such file or directory: ${shop.directory}/missing.tar\n` });
  });

  test('a configuration with a comma too many', async () => {
    const config = shop.context({ 'strake/config.json': '{\n  "registries": {},\n}\n', Dockerfile: 'FROM scratch\n' });
    const ran = await shop.strake(['build', config], { env: { XDG_CONFIG_HOME: config } });
    expect(ran.stderr).toContain(`${config}/strake/config.json is no JSON (line 3 column 1)\n`);
    expect(ran.code).toBe(2);
  });

  test('a configuration that is no file', async () => {
    const config = shop.context({ 'strake/config.json/x': '', Dockerfile: 'FROM scratch\n' });
    const ran = await shop.strake(['build', config], { env: { XDG_CONFIG_HOME: config } });
    expect(ran.stderr).toContain(
      `${config}/strake/config.json cannot be read: illegal operation on a directory (EISDIR)\n`,
    );
    expect(ran.code).toBe(2);
  });

  test('an image that the store has for another platform', async () => {
    const context = shop.context({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
    const name = '127.0.0.1:9/there';
    await shop.strake(['build', '-t', name, '--platform', 'linux/s390x', context]);
    const ran = await shop.strake(['run', '--platform', 'linux/arm64', name]);
    expect(ran.stderr).toContain(`error: ${name}: in the store for linux/s390x, not for linux/arm64, and no answer`);
    expect(ran.stderr).not.toContain('did you mean');
    expect(ran.code).toBe(4);
  });

  test.each(['push', 'pull'])('%s with certificates that are not there', async (command) => {
    const ran = await shop.strake([command, '--ca', '/nowhere/ca', '127.0.0.1:9/none']);
    expect(ran.stderr).toContain('--ca: the file /nowhere/ca cannot be read');
    expect(ran.code).toBe(2);
  });

  test('a store that cannot be opened', async () => {
    const home = join(shop.context({ file: '' }), 'file');
    const ran = await shop.strake(['images'], { env: { STRAKE_HOME: home } });
    expect(ran.stderr).toContain('there is a file where a directory has to be');
    expect(ran.code).toBe(6);
  });

  test('no such command', async () => {
    const ran = await shop.strake(['biuld', '.']);
    expect(ran.stderr).toContain('did you mean strake build?');
    expect(ran.code).toBe(2);
  });
});

test('an output that was there survives a failed build', async () => {
  const dest = join(shop.directory, 'keep.tar');
  writeFileSync(dest, 'precious');
  const context = shop.context({ Dockerfile: 'FROM busybox\nRUN exit 1\n' });
  const ran = await shop.strake(['build', ...shop.base, '-o', `type=oci,dest=${dest}`, context]);
  expect(ran.code).toBe(1);
  expect(readFileSync(dest, 'utf8')).toBe('precious');
});

test('a failed build leaves no file beside its output', async () => {
  const dest = join(shop.directory, 'never.tar');
  const context = shop.context({ Dockerfile: 'FROM busybox\nCOPY nothere /\n' });
  await shop.strake(['build', ...shop.base, '-o', `type=oci,dest=${dest}`, context]);
  expect(existsSync(dest)).toBe(false);
});
