import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves the bare repositories of a directory over HTTP, by git's own program for that. */
export interface GitServer extends AsyncDisposable {
  readonly url: string;
  /** Method, path and `Authorization` of each request. */
  readonly requests: readonly string[];
}

export async function openGitServer(directory: string): Promise<GitServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'}`);
    answer(directory, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** RFC 3875: the request in the environment, the response with its header on standard output. */
function answer(directory: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://here');
  const { headers } = request;
  const env = {
    PATH: process.env['PATH'],
    GIT_PROJECT_ROOT: directory,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: pathname,
    QUERY_STRING: search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: headers['content-type'] ?? '',
    ...(headers['content-encoding'] === undefined ? {} : { HTTP_CONTENT_ENCODING: headers['content-encoding'] }),
    ...(headers['git-protocol'] === undefined ? {} : { GIT_PROTOCOL: String(headers['git-protocol']) }),
  };
  const backend = spawn('git', ['http-backend'], { env });
  request.pipe(backend.stdin);
  const chunks: Uint8Array[] = [];
  backend.stdout.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  backend.on('close', () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    const fields = output.subarray(0, end).toString().split('\r\n');
    let status = 200;
    for (const field of fields) {
      const [name = '', value = ''] = field.split(': ');
      if (name === 'Status') status = Number.parseInt(value, 10);
      else if (name !== '') response.setHeader(name, value);
    }
    response.writeHead(status).end(output.subarray(end + 4));
  });
}

/** Files of one commit; a target after `->` makes a link, a `*` before the text an executable, an `@` before an id a submodule. */
export type CommitFiles = Readonly<Record<string, string>>;

/** Makes a bare repository whose branches and tags are as told. All commits are made at 2020-01-01. */
export function makeRepository(path: string, refs: Readonly<Record<string, CommitFiles>>): void {
  mkdirSync(path, { recursive: true });
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    ...Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((who) => [
        [`GIT_${who}_NAME`, 'a'],
        [`GIT_${who}_EMAIL`, 'a@example.org'],
        [`GIT_${who}_DATE`, '2020-01-01T00:00:00Z'],
      ]),
    ),
  };
  const git = (args: readonly string[], input = ''): string =>
    execFileSync('git', ['-C', path, ...args], {
      env,
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
    }).trim();
  git(['init', '--quiet', '--bare', '--initial-branch=main']);
  for (const [ref, files] of Object.entries(refs)) {
    git(['read-tree', '--empty']);
    for (const [file, text] of Object.entries(files)) {
      if (text.startsWith('@')) {
        git(['update-index', '--add', '--cacheinfo', `160000,${text.slice(1)},${file}`]);
        continue;
      }
      const [mode, content] = text.startsWith('-> ')
        ? ['120000', text.slice(3)]
        : text.startsWith('*')
          ? ['100755', text.slice(1)]
          : ['100644', text];
      const blob = git(['hash-object', '-w', '--stdin'], content);
      git(['update-index', '--add', '--cacheinfo', `${mode},${blob},${file}`]);
    }
    git(['update-ref', ref, git(['commit-tree', git(['write-tree']), '-m', ref])]);
  }
}

/** The id of a ref's commit. */
export function idOf(repository: string, ref: string): string {
  return execFileSync('git', ['-C', repository, 'rev-parse', ref], { encoding: 'utf8' }).trim();
}
