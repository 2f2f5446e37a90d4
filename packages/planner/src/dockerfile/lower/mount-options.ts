import type { MountField, MountOption } from '@strake/parser';
import { parseBoolean } from '../build-args.ts';
import { expandWord } from '../expand.ts';
import { fail, type Span } from '../fault.ts';
import type { StageBuild } from '../stage-build.ts';
import { didYouMean } from '../suggestion.ts';
import { parseBytes } from './byte-size.ts';

/** The options of one --mount with their values expanded and read; absent where not given. */
export interface MountOptions {
  type: MountType;
  from?: string;
  source?: string;
  target?: string;
  readonly?: boolean;
  size?: number;
  id?: string;
  sharing?: Sharing;
  required?: boolean;
  env?: string;
  mode?: number;
  uid?: number;
  gid?: number;
}

export type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';
type Sharing = 'shared' | 'private' | 'locked';

const TYPES: readonly string[] = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'] satisfies MountType[];
const SHARINGS: readonly string[] = ['shared', 'private', 'locked'] satisfies Sharing[];
const KEYS = 'type from source target readonly readwrite id sharing required size mode uid gid env'.split(' ');

/** Reads the options in order: what a type allows is asked of the type that stands before. */
export function readMountOptions(mount: MountOption, { variables, setting }: StageBuild): MountOptions {
  const options: MountOptions = { type: 'bind' };
  for (const field of mount.fields) {
    if (field.value === undefined) applyBareKey(options, field);
    else applyValue(options, field, expandWord(field.value, variables, setting.syntax, field));
  }
  return options;
}

function applyBareKey(options: MountOptions, field: MountField): void {
  if (field.key === 'readonly') options.readonly = true;
  else if (field.key === 'readwrite') options.readonly = false;
  else if (field.key === 'required') options.required = requireAllowed(options, field, true);
  else {
    const hint = `write ${field.key}=...`;
    fail('invalid-mount', `invalid field '${field.key}' must be a key=value pair`, { span: field, hint });
  }
}

type Apply = (options: MountOptions, value: string, field: MountField) => void;

const APPLY: Readonly<Record<string, Apply>> = {
  type: (options, value, field) => {
    options.type = oneOf(value, TYPES, 'unsupported mount type', field) as MountType;
  },
  from: (options, value) => {
    options.from = value;
  },
  source: (options, value) => {
    options.source = value;
  },
  target: (options, value) => {
    options.target = value;
  },
  id: (options, value) => {
    options.id = value;
  },
  env: (options, value) => {
    options.env = value;
  },
  sharing: (options, value, field) => {
    options.sharing = oneOf(value, SHARINGS, 'unsupported sharing value', field) as Sharing;
  },
  required: (options, value, field) => {
    options.required = requireAllowed(options, field, booleanOf(value, field));
  },
  readonly: (options, value, field) => {
    options.readonly = booleanOf(value, field);
  },
  readwrite: (options, value, field) => {
    options.readonly = !booleanOf(value, field);
  },
  size: (options, value, field) => {
    if (options.type !== 'tmpfs') unexpectedKey(field, options.type);
    options.size =
      parseBytes(value) ?? invalidValue(`size: ${value}`, field, 'write bytes, or a number with k, m or g');
  },
  mode: (options, value, field) => {
    options.mode = number(value, 8, field);
  },
  uid: (options, value, field) => {
    options.uid = number(value, 10, field);
  },
  gid: (options, value, field) => {
    options.gid = number(value, 10, field);
  },
};

function applyValue(options: MountOptions, field: MountField, value: string): void {
  const apply = Object.hasOwn(APPLY, field.key) ? APPLY[field.key] : undefined;
  if (apply) return apply(options, value, field);
  const hint = didYouMean(field.key, KEYS) ?? `the keys are ${KEYS.join(', ')}`;
  return fail('unexpected-mount-key', `unexpected key '${field.key}' in '${field.key}=${field.value}'`, {
    span: field,
    hint,
  });
}

function oneOf(value: string, allowed: readonly string[], message: string, span: Span): string {
  const known = allowed.find((name) => name === value.toLowerCase());
  const hint = didYouMean(value, allowed) ?? `it is one of ${allowed.join(', ')}`;
  return known ?? fail('invalid-mount', `${message} "${value}"`, { span, hint });
}

function requireAllowed(options: MountOptions, field: MountField, value: boolean): boolean {
  if (options.type !== 'secret' && options.type !== 'ssh') unexpectedKey(field, options.type);
  return value;
}

function unexpectedKey(field: MountField, type: MountType): never {
  const owners = field.key === 'size' ? 'tmpfs' : 'secret and ssh';
  return fail('unexpected-mount-key', `unexpected key '${field.key}' for mount type '${type}'`, {
    span: field,
    hint: `${field.key} goes with type ${owners}, and type= stands before it`,
  });
}

function booleanOf(value: string, field: MountField): boolean {
  return parseBoolean(value) ?? invalidValue(`${field.key}: ${value}`, field, 'write true or false');
}

function number(value: string, base: 8 | 10, field: MountField): number {
  const digits = base === 8 ? /^[0-7]+$/ : /^\d+$/;
  const parsed = digits.test(value) ? Number.parseInt(value, base) : Number.NaN;
  if (parsed <= 0xffff_ffff) return parsed;
  const hint = base === 8 ? 'write octal digits such as 0755' : 'write a number: names are not looked up here';
  return fail('invalid-mount', `invalid value ${value} for ${field.key}`, { span: field, hint });
}

function invalidValue(text: string, span: Span, hint: string): never {
  return fail('invalid-mount', `invalid value for ${text}`, { span, hint });
}
