import { type DataTransfer, type TreeDragAndDropController, Uri } from 'vscode';
import type { Node } from './nodes';

/** What a drag of files hands over, from the Explorer as well as from outside: their URIs, one a line. Source: RFC 2483 and VS Code's `DataTransfer`. */
const URI_LIST = 'text/uri-list';

/** Takes files that are dropped on the Calls view; nothing is dragged out of it. Where nothing is shown VS Code lets nobody drop: see package.json, viewsWelcome. */
export function dropsOf(dropped: (uris: readonly Uri[]) => void | Promise<void>): TreeDragAndDropController<Node> {
  return {
    dropMimeTypes: [URI_LIST],
    dragMimeTypes: [],
    async handleDrop(_, data) {
      const uris = await urisOf(data);
      if (uris.length > 0) await dropped(uris);
    },
  };
}

/** The files of a drop. */
async function urisOf(data: DataTransfer): Promise<Uri[]> {
  const list = (await data.get(URI_LIST)?.asString()) ?? '';
  return list
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => Uri.parse(line));
}
