// Gives VS Code in the browser a folder: the virtual file system `recordings:`, whose files the test's web server has. They can be read and not written.
const { EventEmitter, FilePermission, FileSystemError, FileType, workspace } = require('vscode');

exports.activate = (context) => {
  const root = context.extensionUri.with({ path: '/files' });
  const ask = async (uri) => {
    const answer = await fetch(`${root.toString(true)}${uri.path}`);
    if (!answer.ok) throw FileSystemError.FileNotFound(uri);
    return answer;
  };
  const list = async (uri) => (await ask(uri.with({ path: '/' }))).json();
  const refuse = (uri) => {
    throw FileSystemError.NoPermissions(uri);
  };
  const provider = {
    onDidChangeFile: new EventEmitter().event,
    watch: () => ({ dispose() {} }),
    async stat(uri) {
      if (uri.path === '/') return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
      const found = (await list(uri)).find(({ name }) => `/${name}` === uri.path);
      if (!found) throw FileSystemError.FileNotFound(uri);
      return { type: FileType.File, ctime: 0, mtime: 0, size: found.size, permissions: FilePermission.Readonly };
    },
    readDirectory: async (uri) => (await list(uri)).map(({ name }) => [name, FileType.File]),
    readFile: async (uri) => new Uint8Array(await (await ask(uri)).arrayBuffer()),
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
  context.subscriptions.push(workspace.registerFileSystemProvider('recordings', provider, { isCaseSensitive: true, isReadonly: true }));
};
