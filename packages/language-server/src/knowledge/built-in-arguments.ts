/** An argument that the builder sets itself. */
export interface BuiltInArgument {
  readonly name: string;
  readonly doc: string;
}

/** Known before the first FROM; a stage sees one after `ARG NAME`. */
export const builtInArguments: readonly BuiltInArgument[] = [
  { name: 'TARGETPLATFORM', doc: 'Platform of the image being built, e.g. `linux/arm64`.' },
  { name: 'TARGETOS', doc: 'Operating system of `TARGETPLATFORM`, e.g. `linux`.' },
  { name: 'TARGETARCH', doc: 'Architecture of `TARGETPLATFORM`, e.g. `arm64`.' },
  { name: 'TARGETVARIANT', doc: 'Variant of `TARGETPLATFORM`, e.g. `v7`; empty where there is none.' },
  { name: 'TARGETOSVERSION', doc: 'Version of the operating system of `TARGETPLATFORM` (Windows).' },
  { name: 'TARGETSTAGE', doc: 'Name of the stage being built (`--target`); `default` when it has none.' },
  { name: 'BUILDPLATFORM', doc: 'Platform of the machine that runs the build, e.g. `linux/amd64`.' },
  { name: 'BUILDOS', doc: 'Operating system of `BUILDPLATFORM`.' },
  { name: 'BUILDARCH', doc: 'Architecture of `BUILDPLATFORM`.' },
  { name: 'BUILDVARIANT', doc: 'Variant of `BUILDPLATFORM`.' },
  { name: 'BUILDOSVERSION', doc: 'Version of the operating system of `BUILDPLATFORM` (Windows).' },
];

const NAMES = new Set(builtInArguments.map(({ name }) => name));

export function isBuiltInArgument(name: string): boolean {
  return NAMES.has(name);
}
