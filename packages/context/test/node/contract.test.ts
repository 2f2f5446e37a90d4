import { directoryContext } from '../../src/node.ts';
import { contextSourceContract } from '../../src/testing.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

contextSourceContract('directoryContext', (files) => directoryContext(temporaryDirectory(files)));
