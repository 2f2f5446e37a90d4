/** What a command may use, itself and all that it starts. What is absent is not limited. */
export interface RunLimits {
  /** Bytes; swap is not given on top of it. */
  readonly memory?: number;
  /** CPUs, e.g. 1.5. */
  readonly cpus?: number;
  /** Processes and threads at a time. */
  readonly pids?: number;
  /** Seconds until it is killed. */
  readonly seconds?: number;
}

/** Whether the limits need a control group. */
export function needsControlGroup({ memory, cpus, pids }: RunLimits): boolean {
  return memory !== undefined || cpus !== undefined || pids !== undefined;
}
