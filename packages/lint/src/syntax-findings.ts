import type { ParseResult } from '@strake/parser';
import type { Finding } from './finding.ts';

/**
 * The errors of the parse as findings, for reports that show both. A text without FROM is a fragment and no error here.
 * `DL1000` is hadolint's name for all of them.
 */
export function syntaxFindings(result: ParseResult): readonly Finding[] {
  return result.diagnostics
    .filter(({ severity, code }) => severity === 'error' && code !== 'no-build-stage')
    .map(({ code, message, range, hint, related }) => ({
      rule: code,
      aliases: ['DL1000'],
      severity: 'error',
      message,
      range,
      url: 'https://docs.docker.com/reference/dockerfile/',
      ...(hint === undefined ? {} : { hint }),
      ...(related === undefined ? {} : { related }),
      fixable: false,
    }));
}
