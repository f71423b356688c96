import { env, Uri, type Webview } from 'vscode';
import { newNonce } from './nonce';

/** Our pages: each has a folder of this name in `client/webviews`, and its bundles in `dist`. */
export type PageName = 'story' | 'ladder';

/** The folder of a page's script and style: the only one that the page may read. */
export function pageFolder(extension: Uri, page: PageName): Uri {
  return Uri.joinPath(extension, 'dist', page);
}

/** The HTML of a page around `body`, which holds no text of a capture. It loads its own script and style and nothing else; what it shows comes as a message. */
export function pageHtml(webview: Webview, extension: Uri, page: PageName, body: string): string {
  const nonce = newNonce();
  const file = (name: string): string => webview.asWebviewUri(Uri.joinPath(pageFolder(extension, page), name)).toString();
  const policy = ["default-src 'none'", `script-src 'nonce-${nonce}'`, `style-src ${webview.cspSource}`, "base-uri 'none'", "form-action 'none'"].join('; ');
  return `<!DOCTYPE html>
<html lang="${env.language.replace(/[^\w-]/g, '')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('page.css')}">
</head>
<body>
${body}
<script nonce="${nonce}" src="${file('main.js')}"></script>
</body>
</html>`;
}
