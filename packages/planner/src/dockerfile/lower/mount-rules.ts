import { fail, type Span } from '../fault.ts';
import type { MountOptions, MountType } from './mount-options.ts';

const WITH_OWNER: ReadonlySet<MountType> = new Set(['secret', 'ssh', 'cache']);

/** Faults where options do not go with each other or with the mount's type. */
export function checkMountOptions(options: MountOptions, span: Span): void {
  const { type } = options;
  for (const name of ['mode', 'uid', 'gid'] as const) {
    if (options[name] === undefined || WITH_OWNER.has(type)) continue;
    refuse(`${name} not allowed for "${type}" type mounts`, span, `${name} goes with type cache, secret and ssh`);
  }
  if (type === 'secret') checkSecret(options, span);
  if (options.sharing !== undefined && type !== 'cache') {
    refuse(`invalid cache sharing set for ${type} mount`, span, 'sharing goes with type cache');
  }
  if (type === 'ssh' && options.source) refuse('ssh does not support source', span, 'name the agent with id=');
}

function checkSecret({ from, sharing, source, target, id, env }: MountOptions, span: Span): void {
  if (env === '') refuse('secret mount has an env without a name', span, 'write env=NAME');
  if (from) refuse('secret mount should not have a from', span, 'secrets come from the command line');
  if (sharing !== undefined) refuse('secret mount should not define sharing', span, 'sharing goes with type cache');
  if (!source && !target && !id) {
    refuse(
      'invalid secret mount. one of source, target required',
      span,
      'name the secret: --mount=type=secret,id=NAME',
    );
  }
  if (source && id) refuse("both source and id can't be set", span, 'source is another name of id: keep one');
}

function refuse(message: string, span: Span, hint: string): never {
  return fail('invalid-mount', message, { span, hint });
}
