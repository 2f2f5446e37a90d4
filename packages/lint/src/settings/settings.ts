import type { Severity } from '@strake/core';

export type Level = Severity | 'off';

export type PresetName = 'recommended' | 'buildkit' | 'hadolint' | 'strict' | 'none';

/** What a label's value must look like. */
export type LabelType = 'text' | 'url' | 'rfc3339' | 'semver' | 'hash' | 'spdx' | 'email';

/** What a configuration file may say; every part is optional. */
export interface LintSettings {
  /** Where to start from; `recommended` when missing. Later ones win. */
  readonly extends?: PresetName | readonly PresetName[];
  /** Levels by rule name or alias. */
  readonly rules?: Readonly<Record<string, Level>>;
  /** Registries that images may come from, `*` at either end; all when empty. */
  readonly trustedRegistries?: readonly string[];
  /** Labels an image must have. */
  readonly labelSchema?: Readonly<Record<string, LabelType>>;
  /** Whether labels outside of the schema are reported. */
  readonly strictLabels?: boolean;
  /** Whether comments in the file may silence findings; true when missing. */
  readonly inlineIgnores?: boolean;
  /**
   * Whether BuildKit's checks go on after an error at which BuildKit itself ends its checking. False when missing: the
   * verdicts are then BuildKit's own.
   */
  readonly afterErrors?: boolean;
  /** Lowest severity that makes a run of the command line fail; `warning` when missing. */
  readonly failOn?: Level;
  /** Number of warnings that a run may have. */
  readonly maxWarnings?: number;
}
