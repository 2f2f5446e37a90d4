/** One challenge of a `WWW-Authenticate` header (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** Lower-case. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const PARAMETER = /([a-z_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*,?\s*/giy;

/** The first challenge that Strake can answer: Bearer before Basic. */
export function parseChallenge(header: string): Challenge | undefined {
  const found = [...header.matchAll(/(?:^|,\s*)(bearer|basic)(?:\s+|$)/gi)].map((match): Challenge => {
    const parameters: Record<string, string> = {};
    PARAMETER.lastIndex = match.index + match[0].length;
    for (let p = PARAMETER.exec(header); p; p = PARAMETER.exec(header)) {
      parameters[(p[1] ?? '').toLowerCase()] = p[2]?.replace(/\\(.)/g, '$1') ?? p[3] ?? '';
    }
    return { scheme: (match[1] ?? '').toLowerCase(), parameters };
  });
  return found.find(({ scheme }) => scheme === 'bearer') ?? found[0];
}
