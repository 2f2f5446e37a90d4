import { chooseIdentity, type Identity } from '../jail/identity.ts';
import { type JailProcess, spawnJail } from '../jail/spawn.ts';

interface Ahead {
  readonly identity: Identity;
  readonly jail: Promise<JailProcess>;
}

let ahead: Ahead | undefined;

/**
 * Starts the process of the next sandbox that this process opens, before it is known what for: a program that has yet to
 * load its own code wins the time that takes. Settles when the process needs this one no more, after some 15 ms. What
 * nobody opens ends with this process, and keeps it from nothing.
 */
export async function startJailAhead(): Promise<void> {
  if (ahead !== undefined || process.platform !== 'linux') return;
  try {
    const identity = chooseIdentity();
    const jail = spawnJail(identity, new AbortController().signal);
    // Why it failed is said to who opens the sandbox.
    jail.then(
      (process) => process.loosen(),
      () => {},
    );
    ahead = { identity, jail };
    await jail;
  } catch {
    // As if it had not been tried.
  }
}

/** The process that was started ahead for `identity`, once; else a new one. */
export function jailFor(identity: Identity, signal: AbortSignal): Promise<JailProcess> {
  const started = ahead?.identity.key === identity.key ? ahead.jail : undefined;
  if (started === undefined) return spawnJail(identity, signal);
  ahead = undefined;
  return started;
}
