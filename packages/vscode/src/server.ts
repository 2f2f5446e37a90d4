import { contextFiles, serveProcess } from '@strake/language-server/node';

let folders: readonly string[] = [];
serveProcess({ sources: { files: contextFiles(() => folders) }, onFolders: (uris) => (folders = uris) });
