import type { ExposeNode } from '@strake/parser';
import { goList } from '../../config/go-format.ts';
import { withEmptyLayer } from '../../config/history.ts';
import { parsePorts } from '../../config/ports.ts';
import { splitWords } from '../expand.ts';
import { fail, type Span } from '../fault.ts';
import type { Lower } from '../stage-build.ts';

/** Ports that one EXPOSE may name: more than there are, in every protocol. */
const MOST = 4 * 65_536;

/** EXPOSE: arguments sorted as they are written, then expanded and split. */
export const lowerExpose: Lower<ExposeNode> = (node, _, build) => {
  const words = [...node.ports].sort((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)));
  const ports: string[] = [];
  for (const word of words) {
    for (const text of splitWords(word.text, build.variables, build.setting.syntax, word)) addPorts(text, word, ports);
  }
  for (const port of ports) build.image.ports.add(port);
  build.image.history = withEmptyLayer(build.image.history, `EXPOSE ${goList(ports)}`);
};

function addPorts(text: string, span: Span, ports: string[]): void {
  const found = parsePorts(text);
  if (!found.ok) {
    return fail('invalid-port', found.message, {
      span,
      hint: 'write PORT, PORT/udp or FIRST-LAST, ports from 0 to 65535',
    });
  }
  const { first, last, protocol } = found;
  if (ports.length + last - first >= MOST)
    return fail('too-many-ports', `EXPOSE names more than ${MOST} ports`, {
      span,
      hint: 'name the ports that are used',
    });
  for (let port = first; port <= last; port++) ports.push(`${port}/${protocol}`);
}
