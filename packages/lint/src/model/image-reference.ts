/** A reference's parts as written: `registry/repository:tag@digest`. */
export interface ImageReference {
  /** As written before the first `/` if that names a host; undefined for Docker Hub's short names. */
  readonly registry: string | undefined;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const PATH = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const HOST = `(?:${LABEL}(?:\\.${LABEL})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`;
const REFERENCE = new RegExp(
  `^(?:(${HOST})/)?(${PATH}(?:/${PATH})*)(?::([\\w][\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);

/** Whether the text is a reference in Docker's familiar form (distribution's `ParseNormalizedNamed`). */
export function isImageReference(text: string): boolean {
  if (/^[a-f0-9]{64}$/.test(text) || text.length > 4096) return false;
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  const isHost = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const match = REFERENCE.exec(isHost ? text : `docker.io/${slash < 0 ? `library/${text}` : text}`);
  return match !== null && match[1] !== undefined && `${match[2]}`.length <= 255;
}

/** Takes a reference apart without judging it. */
export function splitReference(text: string): ImageReference {
  const at = text.indexOf('@');
  const named = at < 0 ? text : text.slice(0, at);
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const path = hasTag ? named.slice(0, colon) : named;
  const slash = path.indexOf('/');
  const first = slash < 0 ? '' : path.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost';
  return {
    registry: isHost ? first : undefined,
    repository: isHost ? path.slice(slash + 1) : path,
    tag: hasTag ? named.slice(colon + 1) : undefined,
    digest,
  };
}
