import type { InlayHint } from 'vscode-languageserver';
import type { DocumentState } from '../document/document-state.ts';
import { type Span, touches } from '../document/places.ts';
import { InlayHintKinds } from '../lsp/kinds.ts';
import type { Sources } from '../sources/sources.ts';

const LONGEST = 40;

/** Values behind variables that the builder expands, and the digests that images stand for now. */
export async function inlayHints(
  state: DocumentState,
  span: Span,
  sources: Sources = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly InlayHint[]> {
  const digests = sources.images === undefined ? [] : await digestHints(state, span, sources.images, signal);
  return [...variableHints(state, span), ...argumentHints(state, span), ...digests];
}

function variableHints({ model, places }: DocumentState, span: Span): readonly InlayHint[] {
  return model.variables.uses.flatMap(({ variable, inShell, start, end }) => {
    const value = variable?.value;
    if (inShell || value === undefined || start < span.start || end > span.end) return [];
    return [hint(places.positionAt(end), value)];
  });
}

/** What an `ARG NAME` of a stage takes over from the one in front of the stages. */
function argumentHints({ model, places }: DocumentState, span: Span): readonly InlayHint[] {
  return model.stages.flatMap(({ instructions }) =>
    instructions.flatMap((node) => {
      if (node.kind !== 'arg' || node.start < span.start || node.end > span.end) return [];
      return node.declarations.flatMap(({ key, value }) => {
        const inherited = value === undefined ? model.variables.after(undefined).get(key.text)?.value : undefined;
        return inherited === undefined ? [] : [hint(places.positionAt(key.end), inherited)];
      });
    }),
  );
}

async function digestHints(
  { model, places }: DocumentState,
  span: Span,
  images: NonNullable<Sources['images']>,
  signal: AbortSignal,
): Promise<readonly InlayHint[]> {
  const stages = model.stages.filter(
    ({ base, image, from }) =>
      base === undefined &&
      !/[@$]/.test(image) &&
      image !== 'scratch' &&
      (touches(span, from.start) || touches(span, from.end)),
  );
  const hints = stages.map(async ({ image, from }) => {
    const digest = (await images.describe(image, undefined, signal))?.digest;
    const position = places.positionAt(from.image.end);
    const label = `@${digest?.slice(0, 'sha256:'.length + 12) ?? ''}`;
    return digest === undefined ? [] : [{ position, label, tooltip: digest, kind: InlayHintKinds.type }];
  });
  return (await Promise.all(hints)).flat();
}

function hint(position: InlayHint['position'], value: string): InlayHint {
  const short = value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value;
  const label = `= ${short === '' ? '""' : short}`;
  return {
    position,
    label,
    kind: InlayHintKinds.parameter,
    paddingLeft: true,
    ...(short === value ? {} : { tooltip: value }),
  };
}
