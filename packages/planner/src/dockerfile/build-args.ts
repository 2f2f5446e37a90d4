import type { Platform } from '@strake/oci/model';
import { formatPlatform } from '@strake/oci/model';

/** Values of `--build-arg` by name. */
export type BuildArgs = ReadonlyMap<string, string>;

/** Arguments that only the builder reads: declared or not, they never enter an environment. */
const BUILDER_ARGS: ReadonlySet<string> = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);

/** Whether a declared argument becomes a variable of RUN. */
export function entersEnvironment(name: string): boolean {
  return !BUILDER_ARGS.has(name);
}

/** The arguments that every file has before its first line: platforms and the target's name. */
export function platformArgs(target: Platform, build: Platform, stage: string): ReadonlyMap<string, string> {
  return new Map([
    ['BUILDPLATFORM', formatPlatform(build)],
    ['BUILDOS', build.os],
    ['BUILDOSVERSION', build.osVersion ?? ''],
    ['BUILDARCH', build.architecture],
    ['BUILDVARIANT', build.variant ?? ''],
    ['TARGETPLATFORM', formatWithVersion(target)],
    ['TARGETOS', target.os],
    ['TARGETOSVERSION', target.osVersion ?? ''],
    ['TARGETARCH', target.architecture],
    ['TARGETVARIANT', target.variant ?? ''],
    ['TARGETSTAGE', stage],
  ]);
}

/** `os(version)/arch[/variant]`. */
export function formatWithVersion(platform: Platform): string {
  const { os, osVersion } = platform;
  return formatPlatform(osVersion ? { ...platform, os: `${os}(${osVersion})` } : platform);
}

const PROXIES = ['http_proxy', 'https_proxy', 'ftp_proxy', 'no_proxy', 'all_proxy'] as const;

/** Proxies among the build arguments, whatever their case, as variables in both cases. */
export function proxyEnv(args: BuildArgs): readonly string[] {
  const sorted = [...args].sort(([a], [b]) => (a < b ? -1 : 1));
  return PROXIES.flatMap((proxy) => {
    const value = sorted.findLast(([name]) => name.toLowerCase() === proxy)?.[1];
    return value ? [`${proxy.toUpperCase()}=${value}`, `${proxy}=${value}`] : [];
  });
}

/** A yes-or-no value as Go's strconv.ParseBool reads it. */
export function parseBoolean(text: string): boolean | undefined {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(?:0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}
