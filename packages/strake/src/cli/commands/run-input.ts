import type { RunInput } from '@strake/sandbox';

/** Sends this process's standard input to a command until either ends. */
export function attachInput(input: RunInput): () => void {
  const { stdin } = process;
  let over = false;
  const pass = (chunk: Uint8Array): void => {
    stdin.pause();
    void input.write(chunk).then(() => {
      if (!over) stdin.resume();
    });
  };
  const end = (): void => input.end();
  stdin.on('data', pass).on('end', end);
  return () => {
    over = true;
    stdin.off('data', pass).off('end', end).pause();
    stdin.unref?.();
  };
}

/** Hands this process's terminal to a command: every key, and every change of its size. */
export function attachTerminal(input: RunInput): () => void {
  const { stdin, stdout } = process;
  const resize = (): void => input.resize({ columns: stdout.columns, rows: stdout.rows });
  const detach = attachInput(input);
  stdin.setRawMode(true);
  stdout.on('resize', resize);
  return () => {
    stdin.setRawMode(false);
    stdout.off('resize', resize);
    detach();
  };
}
