import v8 from 'node:v8';
import { serveProcess } from '@strake/language-server/node';
import { serverOptions } from 'strake/language-server';

// Who pauses to think would else have all compiled again at the next key.
v8.setFlagsFromString('--no-flush-bytecode');
const given = new Set(process.argv);
serveProcess(
  serverOptions({
    env: process.env,
    contexts: given.has('--context'),
    registry: given.has('--registry'),
    shellcheck: !given.has('--no-shellcheck'),
  }),
);
