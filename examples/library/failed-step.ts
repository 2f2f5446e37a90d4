/** A RUN fails, and the program looks around in the state in which it failed. */
import { build, BuildError, registryOptions } from 'strake';
import { baseImage } from '../quickstart/base-image.ts';

const { contexts } = await baseImage();
try {
  await build({
    contexts,
    registry: await registryOptions(process.env),
    dockerfile: {
      text: `FROM busybox
WORKDIR /work
RUN echo "3 of 4 passed" > report.txt && false
`,
    },
    keepFailed: true,
  });
} catch (error) {
  if (!(error instanceof BuildError) || !error.step) throw error;
  await using step = error.step;
  console.log(`exit code ${step.exitCode}: ${step.label}`);
  console.log(new TextDecoder().decode(await step.readFile('/work/report.txt')).trim());
  console.log((await step.exec(['wc', '-c', 'report.txt'])).stdout.trim());
}
