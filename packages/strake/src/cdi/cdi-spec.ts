/** What a device brings into a container (CDI specification 1.0, `containerEdits`), as far as a build can have it. */
export interface ContainerEdits {
  /** `NAME=value`. */
  readonly env: readonly string[];
  readonly deviceNodes: readonly DeviceNode[];
  readonly mounts: readonly CdiMount[];
  /** Whether there are hooks, which are not run. */
  readonly hooks: boolean;
}

export interface DeviceNode {
  /** In the container. */
  readonly path: string;
  readonly hostPath: string;
}

export interface CdiMount {
  readonly containerPath: string;
  readonly hostPath: string;
  readonly readonly: boolean;
}

/** A device of a specification, by its full name `vendor/class=name`. */
export interface CdiDevice {
  readonly name: string;
  /** Those of the specification and then the device's own. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Edits of the specification, for all of its devices. */
  readonly common: ContainerEdits;
  readonly edits: ContainerEdits;
}

const KIND = /^[A-Za-z][\w.-]*[A-Za-z0-9]?\/[A-Za-z][\w-]*$/;
const DEVICE = /^[A-Za-z0-9][\w.:-]*$/;

/** Whether `text` is a kind of devices, `vendor/class`. */
export function isKind(text: string): boolean {
  return KIND.test(text);
}

/** The devices of a specification that was read from JSON or YAML. Throws an `Error` that says what is wrong with it. */
export function devicesIn(data: unknown): readonly CdiDevice[] {
  const spec = record(data, 'the specification');
  const kind = text(spec['kind'], 'kind');
  if (!isKind(kind)) throw new Error(`kind ${JSON.stringify(kind)} is not vendor/class`);
  text(spec['cdiVersion'], 'cdiVersion');
  const common = editsIn(spec['containerEdits']);
  const annotations = annotationsIn(spec['annotations']);
  return list(spec['devices'], 'devices').map((item) => {
    const device = record(item, 'a device');
    const name = text(device['name'], 'name of a device');
    if (!DEVICE.test(name)) throw new Error(`a device cannot have the name ${JSON.stringify(name)}`);
    return {
      name: `${kind}=${name}`,
      annotations: { ...annotations, ...annotationsIn(device['annotations']) },
      common,
      edits: editsIn(device['containerEdits']),
    };
  });
}

function editsIn(data: unknown): ContainerEdits {
  const edits = data === undefined || data === null ? {} : record(data, 'containerEdits');
  return {
    env: list(edits['env'], 'env').map(variable),
    deviceNodes: list(edits['deviceNodes'], 'deviceNodes').map((item) => {
      const node = record(item, 'a device node');
      const path = absolute(node['path'], 'path of a device node');
      return { path, hostPath: node['hostPath'] ? absolute(node['hostPath'], 'hostPath') : path };
    }),
    mounts: list(edits['mounts'], 'mounts').map((item) => {
      const mount = record(item, 'a mount');
      return {
        containerPath: absolute(mount['containerPath'], 'containerPath'),
        hostPath: absolute(mount['hostPath'], 'hostPath'),
        readonly: list(mount['options'], 'options').includes('ro'),
      };
    }),
    hooks: list(edits['hooks'], 'hooks').length > 0,
  };
}

function variable(data: unknown): string {
  const value = text(data, 'variable');
  if (!/^[^=\0]+=/.test(value)) throw new Error(`the variable ${JSON.stringify(value)} is not NAME=value`);
  return value;
}

function absolute(data: unknown, what: string): string {
  const path = text(data, what);
  if (!path.startsWith('/') || path.includes('\0')) throw new Error(`${what} ${JSON.stringify(path)} is not absolute`);
  return path;
}

function annotationsIn(data: unknown): Readonly<Record<string, string>> {
  if (data === undefined || data === null) return {};
  return Object.fromEntries(Object.entries(record(data, 'annotations')).map(([key, value]) => [key, String(value)]));
}

function record(data: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new Error(`${what} is no object`);
  return data as Readonly<Record<string, unknown>>;
}

function list(data: unknown, what: string): readonly unknown[] {
  if (data === undefined || data === null) return [];
  if (!Array.isArray(data)) throw new Error(`${what} is no list`);
  return data;
}

function text(data: unknown, what: string): string {
  if (typeof data !== 'string' || data === '') throw new Error(`${what} is missing`);
  return data;
}
