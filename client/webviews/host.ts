/** VS Code as a page sees it. `Said` is what the page tells the extension, `Kept` what it keeps while its tab is hidden and over a reload. */
export interface Host<Said, Kept> {
  postMessage(message: Said): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
}

declare global {
  /** Gives the one host of the page; to be called once. */
  function acquireVsCodeApi<Said, Kept>(): Host<Said, Kept>;
}
