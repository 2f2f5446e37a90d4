/** `path` as Go's path.Clean gives it: no empty, `.` or inner `..` segments, no trailing slash; `.` for nothing. */
export function cleanPath(path: string): string {
  const absolute = path.startsWith('/');
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.length > 0 && segments.at(-1) !== '..') segments.pop();
    else if (!absolute) segments.push(segment);
  }
  const joined = segments.join('/');
  return absolute ? `/${joined}` : joined || '.';
}

/** `path` seen from `directory`, cleaned. Both end up below `/`. */
export function resolvePath(directory: string, path: string): string {
  return cleanPath(path.startsWith('/') ? path : `/${directory}/${path}`);
}

/** As `resolvePath`, but a path that is written as a directory keeps its trailing slash; `''` and `.` are directories. */
export function resolveDestination(directory: string, path: string): string {
  const resolved = resolvePath(directory, path);
  const isDirectory = path === '' || path === '.' || /\/\.?$/.test(path);
  return isDirectory && resolved !== '/' ? `${resolved}/` : resolved;
}

/** A path inside a source: `..` ends at its root, no leading slash; `''` is the whole source. */
export function sourcePath(path: string): string {
  return cleanPath(`/${path}`).slice(1);
}

/** The last segment as Go's path.Base gives it; `.` for nothing, `/` for slashes only. */
export function baseName(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}
