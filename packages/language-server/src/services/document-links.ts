import { splitImage } from '@strake/parser';
import type { DocumentLink } from 'vscode-languageserver';
import type { DocumentState } from '../document/document-state.ts';
import type { Sources } from '../sources/sources.ts';
import { contextFiles } from './context-files.ts';

/** Pages of images, URLs of ADD, and the files of the build context that exist. */
export async function documentLinks(
  state: DocumentState,
  sources: Sources = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly DocumentLink[]> {
  const { model, parse, places } = state;
  const images = model.stageUses.uses.flatMap((use): DocumentLink[] => {
    const page = use.stage === undefined ? imagePage(use.via === 'from' ? use.user.image : use.text) : undefined;
    return page === undefined
      ? []
      : [{ range: places.rangeOf(use), target: page, tooltip: 'Open the page of the image' }];
  });
  const urls = parse.ast.instructions
    .flatMap((node) => (node.kind === 'add' ? node.sources : []))
    .flatMap((source): DocumentLink[] => {
      const text = source.kind === 'word' ? source.text : source.value;
      return /^https?:\/\/[^$]+$/.test(text) ? [{ range: places.rangeOf(source), target: text }] : [];
    });
  return [...images, ...urls, ...(await fileLinks(state, sources, signal))];
}

async function fileLinks(
  state: DocumentState,
  { files }: Sources,
  signal: AbortSignal,
): Promise<readonly DocumentLink[]> {
  if (files === undefined) return [];
  const links = contextFiles(state).map(async (file): Promise<DocumentLink[]> => {
    const target = await files.locate(state.uri, file.path, signal);
    return target === undefined ? [] : [{ range: state.places.rangeOf(file), target }];
  });
  return (await Promise.all(links)).flat();
}

const PART = /^[\w.-]+(?:\/[\w.-]+)*$/;

/** Where a registry shows an image to people; undefined for those that have no such page. */
export function imagePage(reference: string): string | undefined {
  const { name } = splitImage(reference);
  if (reference === 'scratch' || /^\d+$/.test(reference)) return undefined;
  const slash = name.indexOf('/');
  const host = slash < 0 ? '' : name.slice(0, slash);
  const isHost = /[.:]/.test(host) || host === 'localhost';
  const path = isHost ? name.slice(slash + 1) : name;
  if (!PART.test(path)) return undefined;
  switch (isHost ? host : 'docker.io') {
    case 'docker.io':
      return hubPage(path);
    case 'quay.io':
      return `https://quay.io/repository/${path}`;
    case 'ghcr.io':
      return `https://github.com/${path.split('/')[0] ?? ''}/${path.split('/')[1] ?? ''}/pkgs/container/${encodeURIComponent(path.split('/').slice(1).join('/'))}`;
    case 'mcr.microsoft.com':
      return `https://mcr.microsoft.com/artifact/mar/${path}`;
    case 'gcr.io':
      return `https://gcr.io/${path}`;
    case 'public.ecr.aws':
      return `https://gallery.ecr.aws/${path}`;
    default:
      return undefined;
  }
}

function hubPage(path: string): string {
  const name = path.replace(/^library\//, '');
  return name.includes('/') ? `https://hub.docker.com/r/${name}` : `https://hub.docker.com/_/${name}`;
}
