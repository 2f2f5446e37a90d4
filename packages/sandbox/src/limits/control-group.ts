/** A control group for one command. */
export interface ControlGroup {
  /** Files that take the id of a process to put into it. */
  readonly entrances: readonly string[];
  /** Whether the kernel has killed a process in it for want of memory. */
  oomKilled(): boolean;
  /** Removes it once its processes are gone. */
  remove(): Promise<void>;
}

/** Makes control groups with the limits of a session. */
export interface ControlGroups {
  /** The directories in which groups are made, seen from where control groups are mounted. */
  readonly places: readonly string[];
  create(name: string): ControlGroup;
}

/** A controller's directory, or that of all of them, and what to write into its files. */
export interface GroupPlan {
  readonly directory: string;
  readonly settings: readonly { readonly file: string; readonly value: string; readonly optional?: true }[];
}
