import type { ImageConfig, Platform } from '@strake/oci/model';
import type { ImageQuery, NamedContext, PlanOptions, ResolvedImage, UnresolvableImage } from '../../src/index.ts';

/** A case of a golden file: a Dockerfile, how it is built, and what came of it. */
export interface GoldenCase {
  readonly name: string;
  /** `key: value` lines above the Dockerfile. */
  readonly settings: readonly (readonly [key: string, value: string])[];
  readonly dockerfile: string;
  readonly expected: string;
}

const CASE = '=== ';
const DOCKERFILE = '--- Dockerfile';
const EXPECTED = '--- expected';

/** Reads `=== name`, settings, `--- Dockerfile`, text, `--- expected`, text; case after case. */
export function parseCases(text: string): readonly GoldenCase[] {
  return text.split(`\n${CASE}`).flatMap((part, i) => {
    if (i === 0) return [];
    const [head = '', rest = ''] = part.split(`\n${DOCKERFILE}\n`);
    const [dockerfile = '', expected = ''] = rest.split(`\n${EXPECTED}\n`);
    const [name = '', ...settings] = head.split('\n');
    return [{ name, settings: settings.flatMap(parseSetting), dockerfile, expected: expected.trim() }];
  });
}

export function printCases(title: string, cases: readonly GoldenCase[]): string {
  const parts = cases.map(({ name, settings, dockerfile, expected }) => {
    const lines = settings.map(([key, value]) => `${key}: ${value}\n`).join('');
    return `\n${CASE}${name}\n${lines}${DOCKERFILE}\n${dockerfile}\n${EXPECTED}\n${expected}\n`;
  });
  return `${title}\n${parts.join('')}`;
}

function parseSetting(line: string): readonly (readonly [string, string])[] {
  const match = /^([a-z-]+): (.*)$/.exec(line);
  return match ? [[match[1] ?? '', match[2] ?? '']] : [];
}

export const AMD64: Platform = { os: 'linux', architecture: 'amd64' };
export const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What every image is unless a case says otherwise. */
export function imageFor({ platform }: ImageQuery, change: Partial<ImageConfig> = {}): ResolvedImage {
  const config: ImageConfig = {
    os: platform.os,
    architecture: platform.architecture,
    ...(platform.variant === undefined ? {} : { variant: platform.variant }),
    config: { Env: [PATH], Cmd: ['sh'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${'d'.repeat(64)}`] },
    history: [{ created: '2024-01-01T00:00:00Z', comment: 'base' }],
    ...change,
  };
  return { manifest: `sha256:${'0'.repeat(64)}`, config };
}

/** The options that a case's settings mean. */
export function optionsOf({ settings }: Pick<GoldenCase, 'settings'>): PlanOptions {
  const values = (key: string): readonly string[] => settings.flatMap(([name, value]) => (name === key ? [value] : []));
  const pairs = (key: string): Record<string, string> => Object.fromEntries(values(key).map(splitPair));
  const images = new Map(values('image').map((value) => splitPair(value)));
  const stages = values('no-cache');
  const [target] = values('target');
  const more = JSON.parse(values('options')[0] ?? '{}') as Partial<PlanOptions>;
  return {
    buildPlatform: AMD64,
    args: pairs('arg'),
    labels: pairs('label'),
    contexts: Object.fromEntries(Object.entries(pairs('context')).map(([name, value]) => [name, contextOf(value)])),
    platforms: values('platform').map(platformOf),
    ...(target === undefined ? {} : { target }),
    ...(stages.length === 0 ? {} : { noCache: stages.includes('all') || stages }),
    images: (query) => answer(query, images.get(query.ref)),
    ...more,
  };
}

function answer(query: ImageQuery, given: string | undefined): ResolvedImage | UnresolvableImage | undefined {
  if (given === undefined) return imageFor(query);
  if (given === 'unknown') return undefined;
  const parsed = JSON.parse(given) as Partial<ImageConfig> | UnresolvableImage;
  return 'problem' in parsed ? parsed : imageFor(query, parsed);
}

function contextOf(value: string): NamedContext {
  return value === 'local' ? { kind: 'local' } : { kind: 'image', ref: value };
}

function platformOf(text: string): Platform {
  const [os = '', architecture = '', variant] = text.split('/');
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

function splitPair(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  return [text.slice(0, equals), text.slice(equals + 1)];
}
