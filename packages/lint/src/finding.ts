import type { Range, RelatedPlace, Severity } from '@strake/core';
import type { TextEdit } from '@strake/parser';

/** A repair of one finding. After its edits the file still parses and the finding is gone. */
export interface Fix {
  /** What it does, in the imperative: `Write CMD as a JSON array`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** What a rule found. Severity `hint` is what other linters call style. */
export interface Finding {
  /** Name of the rule: BuildKit's (`JSONArgsRecommended`), hadolint's (`DL3008`) or one of ours (`unused-stage`). */
  readonly rule: string;
  /** The other names under which this finding is known. */
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly message: string;
  /** The whole instruction for checks of BuildKit and hadolint, whose lines are the instruction's; else the very place. */
  readonly range: Range;
  /** The very words that are meant, within `range`; `range` itself when missing. */
  readonly focus?: Range;
  /** Page that explains the rule. */
  readonly url: string;
  readonly hint?: string;
  readonly related?: readonly RelatedPlace[];
  /** Whether `fix` is there. */
  readonly fixable: boolean;
  readonly fix?: Fix;
}
