import { goQuote, suggest } from '@strake/core';
import type { MountField, MountOption } from '../ast/nodes.ts';
import { parseGoBoolean } from './device.ts';
import { parseRamBytes } from './ram-bytes.ts';

export type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';
export type MountSharing = 'shared' | 'private' | 'locked';

/** A `RUN --mount` with its values understood. Absent options are undefined; nothing is defaulted but the type. */
export interface MountSpec {
  readonly type: MountType;
  readonly from: string;
  readonly source: string;
  readonly target: string;
  readonly readonly: boolean;
  /** Bytes, of a tmpfs; 0 is no limit. */
  readonly size: number;
  readonly id: string;
  readonly sharing: MountSharing | undefined;
  readonly required: boolean;
  readonly env: string | undefined;
  readonly mode: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** Why a mount makes no sense; `field` is undefined when it is the combination. `message` is BuildKit's. */
export interface MountFault {
  readonly message: string;
  readonly hint: string | undefined;
  readonly field: MountField | undefined;
}

const TYPES: readonly MountType[] = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const SHARINGS: readonly MountSharing[] = ['shared', 'private', 'locked'];
const KEYS: readonly string[] = [
  'type',
  'from',
  'source',
  'target',
  'readonly',
  'readwrite',
  'id',
  'sharing',
  'required',
  'size',
  'mode',
  'uid',
  'gid',
  'env',
];

interface Draft {
  type: MountType;
  from: string;
  source: string;
  target: string;
  readonly: boolean | undefined;
  size: number;
  id: string;
  sharing: MountSharing | undefined;
  required: boolean;
  env: string | undefined;
  mode: number | undefined;
  uid: number | undefined;
  gid: number | undefined;
}

type Problem = { readonly message: string; readonly hint?: string | undefined } | undefined;

/**
 * Reads what a mount's options mean, in the order they are given, as BuildKit does once variables are known: `expand`
 * gives a value after expansion (`from` is never expanded).
 */
export function readMount(
  option: MountOption,
  expand: (value: string) => string = (value) => value,
): MountSpec | MountFault {
  const draft: Draft = {
    type: 'bind',
    from: '',
    source: '',
    target: '',
    readonly: undefined,
    size: 0,
    id: '',
    sharing: undefined,
    required: false,
    env: undefined,
    mode: undefined,
    uid: undefined,
    gid: undefined,
  };
  for (const field of option.fields) {
    const problem = field.value === undefined ? readBare(draft, field) : readField(draft, field, expand(field.value));
    if (problem !== undefined) return { message: problem.message, hint: problem.hint, field };
  }
  const message = combinationFault(draft);
  if (message !== undefined) return { message, hint: undefined, field: undefined };
  return { ...draft, readonly: draft.readonly ?? (draft.type !== 'cache' && draft.type !== 'tmpfs') };
}

function readBare(draft: Draft, field: MountField): Problem {
  switch (field.key) {
    case 'readonly':
      draft.readonly = true;
      return undefined;
    case 'readwrite':
      draft.readonly = false;
      return undefined;
    case 'required':
      if (!isSecretOrSsh(draft.type)) return unexpected(draft, field);
      draft.required = true;
      return undefined;
    default:
      return { message: `invalid field '${field.written}' must be a key=value pair` };
  }
}

function readField(draft: Draft, field: MountField, value: string): Problem {
  switch (field.key) {
    case 'type':
      return readType(draft, value);
    case 'from':
    case 'source':
    case 'target':
    case 'id':
    case 'env':
      draft[field.key] = value;
      return undefined;
    case 'readonly':
    case 'readwrite':
      return readAccess(draft, field, value);
    case 'required':
      return readRequired(draft, field, value);
    case 'size':
      return readSize(draft, field, value);
    case 'sharing':
      return readSharing(draft, value);
    case 'mode':
    case 'uid':
    case 'gid':
      return readNumber(draft, field.key, value);
    default: {
      const near = suggest(field.key, KEYS);
      return {
        message: `unexpected key '${field.key}' in '${field.written}'`,
        hint: near === undefined ? undefined : `did you mean ${near}?`,
      };
    }
  }
}

function readType(draft: Draft, value: string): Problem {
  const type = TYPES.find((name) => name === value.toLowerCase());
  if (type === undefined) return unsupported('mount type', value, TYPES);
  draft.type = type;
  return undefined;
}

function readSharing(draft: Draft, value: string): Problem {
  const sharing = SHARINGS.find((name) => name === value.toLowerCase());
  if (sharing === undefined) return unsupported('sharing value', value, SHARINGS);
  draft.sharing = sharing;
  return undefined;
}

function unsupported(what: string, value: string, known: readonly string[]): Problem {
  const near = suggest(value, known);
  return {
    message: `unsupported ${what} ${goQuote(value)}`,
    hint: near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`,
  };
}

function readAccess(draft: Draft, field: MountField, value: string): Problem {
  const given = parseGoBoolean(value);
  if (given === undefined) return invalidValue(field, value);
  draft.readonly = field.key === 'readonly' ? given : !given;
  return undefined;
}

function readRequired(draft: Draft, field: MountField, value: string): Problem {
  if (!isSecretOrSsh(draft.type)) return unexpected(draft, field);
  const given = parseGoBoolean(value);
  if (given === undefined) return invalidValue(field, value);
  draft.required = given;
  return undefined;
}

function readSize(draft: Draft, field: MountField, value: string): Problem {
  if (draft.type !== 'tmpfs') return unexpected(draft, field);
  const size = parseRamBytes(value);
  if (size === undefined) return invalidValue(field, value);
  draft.size = size;
  return undefined;
}

function readNumber(draft: Draft, key: 'mode' | 'uid' | 'gid', value: string): Problem {
  const radix = key === 'mode' ? 8 : 10;
  const number = (radix === 8 ? /^[0-7]+$/ : /^\d+$/).test(value) ? Number.parseInt(value, radix) : Number.NaN;
  if (!(number <= 0xffff_ffff)) return { message: `invalid value ${value} for ${key}` };
  draft[key] = number;
  return undefined;
}

function isSecretOrSsh(type: MountType): boolean {
  return type === 'secret' || type === 'ssh';
}

function unexpected(draft: Draft, field: MountField): Problem {
  return { message: `unexpected key '${field.key}' for mount type '${draft.type}'` };
}

function invalidValue(field: MountField, value: string): Problem {
  const equals = field.written.indexOf('=');
  return { message: `invalid value for ${field.written.slice(0, equals).toLowerCase()}: ${value}` };
}

function combinationFault(draft: Draft): string | undefined {
  const { type } = draft;
  if (type === 'bind' || type === 'tmpfs') {
    const key = (['mode', 'uid', 'gid'] as const).find((name) => draft[name] !== undefined);
    if (key !== undefined) return `${key} not allowed for ${goQuote(type)} type mounts`;
  }
  if (type === 'secret') {
    if (draft.from !== '') return 'secret mount should not have a from';
    if (draft.sharing !== undefined) return 'secret mount should not define sharing';
    if (draft.source === '' && draft.target === '' && draft.id === '')
      return 'invalid secret mount. one of source, target required';
    if (draft.source !== '' && draft.id !== '') return "both source and id can't be set";
  }
  return draft.sharing !== undefined && type !== 'cache' ? `invalid cache sharing set for ${type} mount` : undefined;
}
