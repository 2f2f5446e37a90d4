/** Exit codes of the CLI, as the README lists them. */
export const ExitCode = {
  ok: 0,
  /** A step of the build failed. */
  step: 1,
  /** A check found something: `fmt --check`, `lint`. */
  findings: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The Dockerfile is wrong. */
  dockerfile: 3,
  /** A context, Dockerfile, base image, archive or registry could not be found or read, or is corrupt. */
  input: 4,
  /** No sandbox works on this machine. */
  sandbox: 5,
  /** An output could not be written, or the store not be used. */
  output: 6,
  /** A bug in Strake. */
  internal: 70,
  /** `run`: the command was not started, as for `docker run`. */
  notRun: 125,
  /** The terminal is gone. */
  hungUp: 129,
  interrupted: 130,
  quit: 131,
  /** Nobody reads standard output any more. */
  brokenPipe: 141,
  terminated: 143,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
