import { commands, type Uri, window } from 'vscode';

/** Shows a Markdown document as a page; as text where VS Code's own Markdown extension, which draws the page, is off or missing. */
export async function showMarkdown(uri: Uri): Promise<void> {
  try {
    // Trying is the only way to know: it activates that extension, whose commands are not among the known ones before.
    await commands.executeCommand('markdown.showPreview', uri);
  } catch {
    await window.showTextDocument(uri, { preview: true });
  }
}
