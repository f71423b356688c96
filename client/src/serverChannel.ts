/** Messages of JSON-RPC to and from a running language server, and its end. */
export interface ServerChannel {
  /** Rejects where the server does not get it. */
  send(message: object): Promise<void>;
  /** Is told each message of the server, in order; one listener. */
  onMessage(heard: (message: object) => void): void;
  /** Is told that the server is gone; one listener. */
  onClose(gone: () => void): void;
  /** Is told each line that the server writes beside its messages; one listener. */
  onLine(heard: (line: string) => void): void;
  /** The server was asked to end: makes it where it does not. */
  end(): void;
}
