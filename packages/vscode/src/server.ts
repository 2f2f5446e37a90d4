import v8 from 'node:v8';
import { contextFiles, projectConfig, serveProcess } from '@strake/language-server/node';

// Who pauses to think would else have all compiled again at the next key.
v8.setFlagsFromString('--no-flush-bytecode');
let folders: readonly string[] = [];
const configOf = projectConfig();
serveProcess({
  sources: { files: contextFiles(() => folders) },
  onFolders: (uris) => (folders = uris),
  warmUp: true,
  checks: async (uri) => {
    const config = configOf(uri);
    return config === undefined ? {} : { config };
  },
});
