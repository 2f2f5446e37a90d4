import type { ExecOp, Graph, Vertex } from '@strake/planner';
import { BuildError, type SourceText } from '../error.ts';

/** What a RUN gets only when the caller allows it: Docker's entitlements. */
export type Entitlement = 'network.host' | 'security.insecure' | 'device';

export const ENTITLEMENTS: readonly Entitlement[] = ['network.host', 'security.insecure', 'device'];

/** Throws `NOT_ALLOWED` when a step of the graph wants what is not in `allowed`. */
export function refuseUnentitled(graph: Graph, allowed: readonly Entitlement[], source: SourceText): void {
  for (const vertex of graph.vertices.values()) {
    const { op } = vertex;
    const missing = op.kind === 'exec' ? wanted(op).find((entitlement) => !allowed.includes(entitlement)) : undefined;
    if (missing !== undefined) throw notAllowed(missing, vertex, source);
  }
}

function wanted({ network, security, devices = [] }: ExecOp): readonly Entitlement[] {
  return [
    ...(network === 'host' ? ['network.host' as const] : []),
    ...(security === 'insecure' ? ['security.insecure' as const] : []),
    ...(devices.some(({ required }) => required) ? ['device' as const] : []),
  ];
}

function notAllowed(entitlement: Entitlement, { origin }: Vertex, source: SourceText): BuildError {
  return new BuildError('NOT_ALLOWED', `${entitlement} is not allowed`, {
    source,
    hint: `allow it with --allow ${entitlement}, if you trust this Dockerfile`,
    data: { entitlement },
    ...(origin.range === undefined ? {} : { at: origin.range }),
  });
}
