import { CAPABILITIES, type Capability, DEFAULT_CAPABILITIES } from '@strake/sandbox';
import type { ParsedOptions } from '../options/spec.ts';
import { UsageError } from '../usage-error.ts';

const ALL = 'ALL';

/** What `--cap-drop` and `--cap-add` leave of Docker's default, which is the most there is here. */
export function capabilitiesOf(options: ParsedOptions): { readonly capabilities?: readonly Capability[] } {
  const dropped = options.list('cap-drop').map(nameOf);
  const added = options.list('cap-add').map(nameOf);
  for (const name of dropped) if (name !== ALL && !Object.hasOwn(CAPABILITIES, name)) throw unknown(name);
  for (const name of added) if (!DEFAULT_CAPABILITIES.some((known) => known === name)) throw tooMuch(name);
  if (dropped.length + added.length === 0) return {};
  const base = dropped.includes(ALL) ? [] : DEFAULT_CAPABILITIES.filter((name) => !dropped.includes(name));
  const kept = new Set<string>([...base, ...added]);
  return { capabilities: DEFAULT_CAPABILITIES.filter((name) => kept.has(name)) };
}

/** `net_raw` and `CAP_NET_RAW` are one. */
function nameOf(text: string): string {
  const name = text.trim().toUpperCase();
  return name === ALL || name.startsWith('CAP_') ? name : `CAP_${name}`;
}

function unknown(name: string): UsageError {
  return new UsageError(`--cap-drop ${name}: there is no such capability`, 'capabilities(7) lists them, e.g. NET_RAW');
}

function tooMuch(name: string): UsageError {
  const names = DEFAULT_CAPABILITIES.map((known) => known.slice('CAP_'.length)).join(', ');
  return new UsageError(
    `--cap-add ${name} is not supported: a command has at most Docker's default`,
    `these are ${names}`,
  );
}
