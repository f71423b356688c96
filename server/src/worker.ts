import { handCatalog } from './catalogFile.browser';

/** What the client posts before it begins to speak LSP. */
export interface WorkerStart {
  /** The text of `catalog.json`. */
  readonly catalog: string;
}

/** This worker. */
declare const self: { onmessage: ((message: { readonly data: WorkerStart }) => void) | null };

// The server in a browser. Its first message is the catalogue; what comes then is for the connection, which listens before the next message is handed out.
self.onmessage = ({ data }) => {
  self.onmessage = null;
  handCatalog(data.catalog);
  // Not an import: that would be done before the catalogue is here.
  require('./server');
};
