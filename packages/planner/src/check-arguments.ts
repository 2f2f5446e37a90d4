import { ArgumentError } from '@strake/core';
import type { ParseResult } from '@strake/parser';
import type { PlanOptions, ResolvedImage, UnresolvableImage } from './plan-step.ts';

/** Throws an `ArgumentError` where the types of what `plan` is called with are not its own. */
export function checkArguments(source: ParseResult, options: PlanOptions): void {
  const given: unknown = options ?? {};
  for (const [name, { expected, accepts, isNeeded = false }] of Object.entries(CHECKS)) {
    const value = name === 'source' ? source : (given as Readonly<Record<string, unknown>>)[name];
    if (value === undefined ? isNeeded : !accepts(value)) throw new ArgumentError(`plan: ${name}`, expected, value);
  }
}

type Answer = ResolvedImage | UnresolvableImage | undefined;

/** Throws an `ArgumentError` where `images` answers something else: the promise of an answer, say. Returns the answer. */
export function checkAnswer(given: Answer): Answer {
  const value: unknown = given ?? undefined;
  if (value === undefined || (isObject(value) && (isString(value['problem']) || isObject(value['config']))))
    return given;
  throw new ArgumentError('plan: the answer of images', 'manifest and config, or a problem, or undefined', given);
}

interface Check {
  readonly expected: string;
  accepts(value: unknown): boolean;
  readonly isNeeded?: boolean;
}

const NAMES: Check = { expected: 'an object of strings', accepts: (value) => isRecord(value, isString) };
const FUNCTION: Check = { expected: 'a function', accepts: (value) => typeof value === 'function' };

const CHECKS: { readonly [K in keyof PlanOptions | 'source']?: Check } = {
  source: { expected: 'what parse returned', accepts: isParsed, isNeeded: true },
  buildPlatform: { expected: 'an object with os and architecture', accepts: isPlatform, isNeeded: true },
  platforms: { expected: 'an array of objects with os and architecture', accepts: arePlatforms },
  images: { ...FUNCTION, isNeeded: true },
  createHasher: FUNCTION,
  target: { expected: 'a string', accepts: isString },
  args: NAMES,
  labels: NAMES,
  contexts: { expected: 'an object of contexts', accepts: (value) => isRecord(value, isObject) },
};

function isParsed(value: unknown): boolean {
  return isObject(value) && isString(value['text']) && Array.isArray(value['diagnostics']) && isObject(value['ast']);
}

function arePlatforms(value: unknown): boolean {
  return Array.isArray(value) && value.every(isPlatform);
}

function isPlatform(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { os, architecture, variant = '', osVersion = '' } = value;
  return [os, architecture, variant, osVersion].every(isString);
}

function isRecord(value: unknown, accepts: (value: unknown) => boolean): boolean {
  return isObject(value) && !Array.isArray(value) && Object.values(value).every(accepts);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}
