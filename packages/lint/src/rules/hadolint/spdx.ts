// The identifiers in wide use; the full list has some six hundred.
const FAMILIES =
  /^(?:0BSD|AFL-\d\.\d|A?GPL-\d\.\d(?:-only|-or-later|\+)?|LGPL-\d\.\d(?:-only|-or-later|\+)?|Apache-\d\.\d|Artistic-\d\.\d|BSD-\d-Clause(?:-[A-Za-z-]+)?|BSL-1\.0|BUSL-1\.1|CC0-1\.0|CC-BY(?:-[A-Z]+)*-\d\.\d|CDDL-1\.\d|CPL-1\.0|ECL-\d\.\d|EPL-\d\.\d|EUPL-\d\.\d|GFDL-1\.\d(?:-[a-z-]+)?|ISC|MIT(?:-[A-Za-z0-9]+)?|MPL-\d\.\d|MS-(?:PL|RL)|NCSA|OFL-1\.1|OpenSSL|OSL-\d\.\d|PHP-3\.01?|PostgreSQL|PSF-2\.0|Python-2\.0|Ruby|SSPL-1\.0|Unlicense|UPL-1\.0|Vim|W3C|WTFPL|X11|Zlib|ZPL-2\.1)$/;

/** Whether the text is an SPDX licence id, or an expression of them. */
export function isSpdxLicense(text: string): boolean {
  const ids = text.split(/\s+(?:AND|OR)\s+|[()]/).filter((id) => id.trim() !== '');
  return ids.length > 0 && ids.every((id) => FAMILIES.test(id.trim().replace(/\s+WITH\s+[\w.-]+$/, '')));
}
