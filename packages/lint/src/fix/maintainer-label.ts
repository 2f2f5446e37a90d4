import type { MaintainerNode } from '@strake/parser';
import type { Fix } from '../finding.ts';

/** Turns MAINTAINER into the label of the OCI image specification. */
export function maintainerFix(node: MaintainerNode): Fix {
  const plain = node.name.text.replace(/^(["'])(.*)\1$/s, '$2').replace(/["\\$]/g, '\\$&');
  const keyword = node.keyword.text === node.keyword.text.toLowerCase() ? 'label' : 'LABEL';
  const newText = `${keyword} org.opencontainers.image.authors="${plain}"`;
  return { title: 'Replace MAINTAINER by a label', edits: [{ start: node.start, end: node.end, newText }] };
}
