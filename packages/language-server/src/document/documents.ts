import type { TextDocument } from 'vscode-languageserver-textdocument';
import { createIgnoreState, type IgnoreState } from '../ignore/ignore-state.ts';
import { createDocumentState, type DocumentState } from './document-state.ts';
import { placesIn } from './places.ts';

/** An open file as what it is. */
export type OpenFile =
  | { readonly kind: 'dockerfile'; readonly state: DocumentState }
  | { readonly kind: 'ignore'; readonly state: IgnoreState };

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
      if (known !== undefined && known.state.version === document.version) return known;
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
  const isIgnore = languageId.endsWith('ignore') || /\.(?:docker|container)ignore$/.test(uri);
  return isIgnore
    ? { kind: 'ignore', state: createIgnoreState(input) }
    : { kind: 'dockerfile', state: createDocumentState(input) };
}
