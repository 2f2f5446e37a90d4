import { type Finding, type ImageFacts, lint, type LintConfig, type LintedFile, syntaxFindings } from '@strake/lint';
import { parse, type ParseResult } from '@strake/parser';
import type { FileFacts } from './file-facts.ts';
import type { StoredImages } from './stored-images.ts';

/** What a run of the linter knows. */
export interface LintRun {
  readonly config: LintConfig;
  readonly facts: FileFacts;
  readonly images?: StoredImages | undefined;
}

/** A file with all that is found in it, in source order. */
export async function lintText(name: string, text: string, run: LintRun): Promise<LintedFile> {
  const find = await findingsOf(name, text, run);
  const parsed = parse(text);
  return { name, text, findings: [...syntaxFindings(parsed), ...find(parsed)].sort(byPlace) };
}

/** The rules with what is known of a file, for that text and repairs of it. */
export async function findingsOf(
  name: string,
  text: string,
  { config, facts, images }: LintRun,
): Promise<(parsed: ParseResult) => readonly Finding[]> {
  const known = new Map<string, ImageFacts | undefined>();
  const wanted: Wanted[] = [];
  const image = (reference: string, platform: string | undefined): ImageFacts | undefined => {
    const key = `${reference} ${platform ?? ''}`;
    if (!known.has(key)) wanted.push({ key, reference, platform });
    return known.get(key);
  };
  const find = (parsed: ParseResult): readonly Finding[] =>
    lint(parsed, config, { ...facts(name, parsed), ...(images === undefined ? {} : { image }) });
  if (images === undefined) return find;
  const parsed = parse(text);
  // What one image says may lead to another: a variable of it in a FROM cannot, so a second look is enough.
  find(parsed);
  for (const { key, reference, platform } of wanted.splice(0, IMAGES))
    if (!known.has(key)) known.set(key, await images.facts(reference, platform));
  return find;
}

interface Wanted {
  readonly key: string;
  readonly reference: string;
  readonly platform: string | undefined;
}

/** More images of one file are not looked up. */
const IMAGES = 1000;

export function byPlace(a: Finding, b: Finding): number {
  return a.range.start.offset - b.range.start.offset;
}
