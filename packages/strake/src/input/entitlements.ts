import type { ExecOp, Graph, Vertex } from '@strake/planner';
import { findDevices, forbiddenDevices } from '../cdi/find-devices.ts';
import { BuildError, type BuildErrorOptions, type SourceText } from '../error.ts';
import type { Devices } from '../services/devices.ts';

/** What a RUN gets only when the caller allows it: Docker's entitlements. `device` is every device. */
export type Entitlement = 'network.host' | 'security.insecure' | 'device' | `device=${string}`;

/** Those that stand for themselves. */
export const ENTITLEMENTS: readonly Entitlement[] = ['network.host', 'security.insecure', 'device'];

interface Allowance {
  readonly allowed: readonly Entitlement[];
  readonly devices: Devices;
  readonly source: SourceText;
}

/** Throws `NOT_ALLOWED` when a step of the graph wants what is not allowed, `DEVICE_UNKNOWN` when a device is not there. */
export async function refuseUnentitled(graph: Graph, allowance: Allowance): Promise<void> {
  const { allowed, source } = allowance;
  for (const vertex of graph.vertices.values()) {
    const { op } = vertex;
    if (op.kind !== 'exec') continue;
    const missing = wanted(op).find((entitlement) => !allowed.includes(entitlement));
    if (missing !== undefined) throw notAllowed(missing, vertex, source);
    if (op.devices !== undefined) await refuseDevices(op.devices, vertex, allowance);
  }
}

function wanted({ network, security }: ExecOp): readonly Entitlement[] {
  return [
    ...(network === 'host' ? ['network.host' as const] : []),
    ...(security === 'insecure' ? ['security.insecure' as const] : []),
  ];
}

async function refuseDevices(
  wanted: NonNullable<ExecOp['devices']>,
  vertex: Vertex,
  { allowed, devices, source }: Allowance,
): Promise<void> {
  const known = await devices.known();
  const place = placeOf(vertex, source);
  try {
    const found = wanted.flatMap((device) => findDevices(device, known));
    const grants = allowed.flatMap((name) => (name.startsWith('device') ? [name.slice('device='.length) || '*'] : []));
    const forbidden = forbiddenDevices(found, grants, known);
    if (forbidden.length === 0) return;
    const names = `device${forbidden.length > 1 ? 's' : ''} ${forbidden.join(', ')}`;
    const verb = forbidden.length > 1 ? 'are' : 'is';
    throw new BuildError('NOT_ALLOWED', `${names} ${verb} requested by the build but not allowed`, {
      ...place,
      hint: `allow it with --allow device=${forbidden[0]}, or every device with --allow device, if you trust this Dockerfile`,
      data: { entitlement: 'device', devices: forbidden },
    });
  } catch (error) {
    if (error instanceof BuildError || !(error instanceof Error)) throw error;
    throw new BuildError('DEVICE_UNKNOWN', error.message, {
      ...place,
      hint: [`known devices: ${[...known.devices.keys()].join(', ') || 'none'}`, ...known.faults].join('; '),
    });
  }
}

function notAllowed(entitlement: Entitlement, vertex: Vertex, source: SourceText): BuildError {
  return new BuildError('NOT_ALLOWED', `${entitlement} is not allowed`, {
    ...placeOf(vertex, source),
    hint: `allow it with --allow ${entitlement}, if you trust this Dockerfile`,
    data: { entitlement },
  });
}

function placeOf({ origin }: Vertex, source: SourceText): BuildErrorOptions {
  return { source, ...(origin.range === undefined ? {} : { at: origin.range }) };
}
