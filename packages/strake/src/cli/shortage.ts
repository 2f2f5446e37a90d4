/** What the machine may refuse to any process, by the error's name: no fault of Strake, whatever it was doing. */
const SHORTAGES: Readonly<Record<string, string>> = {
  EMFILE: 'a process may open too few files here: raise that, e.g. ulimit -n 1024',
  ENFILE: 'too many files are open on this machine: raise that, as root: sysctl fs.file-max',
  EAGAIN: 'this user has too many processes: raise that, e.g. ulimit -u 4096',
  ENOMEM: 'this machine has no more memory',
};

/** What to do where a process gets too little of something; absent: that is not why it failed. */
export function shortageHint(error: unknown): string | undefined {
  const { code, syscall } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  if (code === undefined || (code === 'EAGAIN' && syscall?.startsWith('spawn') !== true)) return undefined;
  return Object.hasOwn(SHORTAGES, code) ? SHORTAGES[code] : undefined;
}
