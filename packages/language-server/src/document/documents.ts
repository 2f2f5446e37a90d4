import type { TextDocument } from 'vscode-languageserver-textdocument';
import { createIgnoreState, type IgnoreState } from '../ignore/ignore-state.ts';
import { createDocumentState, type DocumentState } from './document-state.ts';
import { placesIn } from './places.ts';

/** An open file as what it is. */
export type OpenFile =
  | { readonly kind: 'dockerfile'; readonly state: DocumentState }
  | { readonly kind: 'ignore'; readonly state: IgnoreState }
  /** A file that is too large to be one of these: nothing is done with it. */
  | { readonly kind: 'large'; readonly state: LargeFile };

export type LargeFile = Pick<DocumentState, 'uri' | 'version' | 'text' | 'places'>;

/** Characters of the longest file that is looked at: a hundred times the longest that people write. */
export const LARGEST = 500_000;

/** The states of open files, made once for each version. */
export interface Documents {
  get(uri: string): OpenFile | undefined;
  forget(uri: string): void;
}

export function createDocuments(find: (uri: string) => TextDocument | undefined): Documents {
  const states = new Map<string, OpenFile>();
  return {
    get(uri) {
      const document = find(uri);
      if (document === undefined) return undefined;
      const known = states.get(uri);
      // Some clients count no versions. Texts are compared in no time: mostly they are the same object.
      const isKnown = known?.state.version === document.version && known.state.text === document.getText();
      if (isKnown) return known;
      const next = read(document);
      states.set(uri, next);
      return next;
    },
    forget: (uri) => void states.delete(uri),
  };
}

function read(document: TextDocument): OpenFile {
  const { uri, version, languageId } = document;
  const input = { uri, version, text: document.getText(), places: placesIn(document) };
  if (input.text.length > LARGEST) return { kind: 'large', state: input };
  const isIgnore = languageId.endsWith('ignore') || /\.(?:docker|container)ignore$/.test(uri);
  return isIgnore
    ? { kind: 'ignore', state: createIgnoreState(input) }
    : { kind: 'dockerfile', state: createDocumentState(input) };
}
