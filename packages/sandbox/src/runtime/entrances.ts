/** The command started inside a control group (`entrances`: the files that take its id), which its children inherit. */
export function throughEntrances(entrances: readonly string[], command: readonly string[]): readonly string[] {
  const script = 'while [ "$1" != -- ]; do echo $$ >"$1" || exit 125; shift; done; shift; exec "$@"';
  return ['/bin/sh', '-c', script, 'sh', ...entrances, '--', ...command];
}
