import { contextFiles, projectConfig, serveProcess } from '@strake/language-server/node';

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
