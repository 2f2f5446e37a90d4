/**
 * A build service: `tar -c . | curl -T - http://127.0.0.1:8080/app:1.0` builds the archive's Dockerfile and answers with the
 * events as they happen, one JSON object a line. Who hangs up aborts the build, and nothing of it stays.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { build, registryOptions, StrakeError } from 'strake';

const server = createServer((request, response) => void serve(request, response));
server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => console.log('listening', server.address()));

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hangUp = new AbortController();
  response.on('close', () => hangUp.abort());
  const send = (row: object): void => void response.write(`${JSON.stringify(row)}\n`);
  try {
    const { images } = await build({
      context: request,
      tags: [(request.url ?? '').slice(1)],
      registry: await registryOptions(process.env),
      network: 'none',
      limits: { seconds: 600 },
      signal: hangUp.signal,
      onEvent: send,
    });
    send({ type: 'built', id: images[0]?.id });
  } catch (error) {
    if (error instanceof StrakeError)
      send({ type: 'failed', code: error.code, message: error.message, hint: error.hint });
    else if (!hangUp.signal.aborted) throw error;
  }
  response.end();
}
