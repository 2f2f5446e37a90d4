/** What a Dockerfile would do, without doing it: which images it needs, which steps there are, and what each waits for. */
import { parse, plan, type PlanOptions } from 'strake';

const dockerfile = `FROM golang:1.25 AS build
COPY go.mod main.go /src/
RUN cd /src && go build -o /app
FROM golang:1.25 AS unused
RUN go vet ./...
FROM scratch
COPY --from=build /app /app
`;

const known = new Map<string, ReturnType<PlanOptions['images']>>();
const options: PlanOptions = {
  buildPlatform: { os: 'linux', architecture: 'amd64' },
  images: ({ ref }) => known.get(ref),
};

let step = plan(parse(dockerfile), options);
while (step.status === 'needs') {
  for (const { ref, platform } of step.images) {
    console.log('needs', ref, `${platform.os}/${platform.architecture}`);
    // A registry would say this; here it is made up.
    const rootfs = { type: 'layers', diff_ids: [`sha256:${'1'.repeat(64)}`] } as const;
    known.set(ref, { manifest: `sha256:${'2'.repeat(64)}`, config: { ...platform, config: {}, rootfs } });
  }
  step = plan(parse(dockerfile), options);
}

if (step.status === 'invalid')
  for (const { message, range } of step.diagnostics) console.log(range.start.line + 1, message);
else
  for (const { origin, inputs } of step.graph.vertices.values())
    console.log(`${origin.label} (${inputs.length} inputs)`);
