import { assert, constantFrom, array, property } from 'fast-check';
import { parse } from '@strake/parser';
import { describe, expect, test } from 'vitest';
import { decodeGraph, encodeGraph, graphOf } from '../../src/graph/index.ts';
import { type Graph, plan, planDiagnostics, type PlanOptions, type PlanStep } from '../../src/index.ts';
import { anyText, dockerfileLines } from './arbitrary.ts';
import { AMD64, imageFor } from './cases.ts';

const TRIGGERS = ['RUN trigger', 'COPY --from=late /a /b', 'ENV T=1'];
const options: PlanOptions = {
  buildPlatform: AMD64,
  images: (query) =>
    query.ref.includes('/triggers:') ? imageFor(query, { config: { OnBuild: TRIGGERS } }) : imageFor(query),
};

function planned(text: string, more: Partial<PlanOptions> = {}): PlanStep {
  return plan(parse(text), { ...options, ...more });
}

function graphFrom(step: PlanStep): Graph | undefined {
  return step.status === 'ready' ? step.graph : undefined;
}

describe('plan', () => {
  test('answers any text, and the same each time', () => {
    assert(
      property(anyText, (text) => {
        const step = planned(text);
        expect(planned(text)).toEqual(step);
        expect(step.status).not.toBe('needs');
      }),
    );
  });

  test('says the same without the graph', () => {
    assert(
      property(anyText, (text) => {
        const step = planned(text);
        expect(planDiagnostics(parse(text), options)).toEqual(step.status === 'needs' ? [] : step.diagnostics);
      }),
    );
  });

  test('makes graphs that can be stored', () => {
    assert(
      property(dockerfileLines, (lines) => {
        const graph = graphFrom(planned(lines.join('\n')));
        expect(graph && decodeGraph(encodeGraph(graph))).toEqual(graph);
      }),
    );
  });

  test('gives each layer one entry of the history, in order', () => {
    assert(
      property(dockerfileLines, (lines) => {
        const graph = graphFrom(planned(lines.join('\n')));
        for (const target of graph?.targets ?? []) {
          const layers = target.history.flatMap(({ vertex, empty_layer }) => (vertex && !empty_layer ? [vertex] : []));
          expect(layers).toEqual(stepsTo(target.root, graph as Graph));
        }
      }),
    );
  });

  test('asks for nothing twice, comes to an end, and to the same end however images become known', () => {
    assert(
      property(dockerfileLines, (lines) => {
        const text = lines.join('\n');
        const known = new Set<string>();
        let step = planned(text, { images: () => undefined });
        for (let round = 0; step.status === 'needs' && round < 10; round++) {
          for (const { ref } of step.images) {
            expect(known).not.toContain(ref);
            known.add(ref);
          }
          step = planned(text, { images: (query) => (known.has(query.ref) ? options.images(query) : undefined) });
        }
        expect(step).toEqual(planned(text));
      }),
    );
  });

  test('does not see comments, blank lines and what is around words', () => {
    const noise = array(constantFrom('', '# a comment', '   ', '#'), { maxLength: 3 });
    assert(
      property(dockerfileLines, noise, (lines, between) => {
        const plain = graphFrom(planned(lines.join('\n')));
        const noisy = graphFrom(planned(lines.flatMap((text) => [...between, `  ${text}`]).join('\n')));
        expect(noisy && [...noisy.vertices.keys()]).toEqual(plain && [...plain.vertices.keys()]);
        expect(noisy?.targets).toEqual(plain?.targets);
      }),
    );
  });

  test('does not see stages that are not needed', () => {
    assert(
      property(dockerfileLines, (lines) => {
        const target = { target: 's0' };
        const alone = graphFrom(planned([...lines, 'FROM scratch AS z'].join('\n'), target));
        const asked: string[] = [];
        const more = [...lines, 'FROM never:1 AS z', 'RUN never', 'COPY --from=never:2 / /', 'EXPOSE $never x'];
        const images: PlanOptions['images'] = (query) => {
          asked.push(query.ref);
          return options.images(query);
        };
        const together = graphFrom(planned(more.join('\n'), { ...target, images }));
        expect(together && [...together.vertices.keys()]).toEqual(alone && [...alone.vertices.keys()]);
        expect(asked.filter((ref) => ref.includes('never'))).toEqual([]);
      }),
    );
  });

  test('has only what its targets need, inputs first', () => {
    assert(
      property(dockerfileLines, (lines) => {
        const graph = graphFrom(planned(lines.join('\n')));
        expect(graph && [...graphOf(graph.targets, graph.vertices).vertices]).toEqual(graph && [...graph.vertices]);
      }),
    );
  });
});

/** The vertices that make layers on the way to `root`, first one first. */
function stepsTo(root: string, graph: Graph): readonly string[] {
  const steps: string[] = [];
  for (let at = graph.vertices.get(root as never); at; at = graph.vertices.get(at.inputs[0] as never)) {
    if (at.op.kind === 'file' || at.op.kind === 'exec') steps.unshift(at.digest);
  }
  return steps;
}
