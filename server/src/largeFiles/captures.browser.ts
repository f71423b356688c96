import type { DiskCapture, OpenOptions } from './diskCapture';
import { t } from '../texts';

/** In the browser no capture is read from disk; those that the editor has open are documents. */
export class Captures {
  /** None is open. */
  get(_uri: string): DiskCapture | undefined {
    return undefined;
  }

  /** Rejects with an error whose message is for the user. */
  open(_what: { readonly path?: string | undefined; readonly uri?: string | undefined }, _options: OpenOptions = {}): Promise<DiskCapture> {
    return Promise.reject(
      new Error(t('A browser can read no file of any size. Open the capture in an editor, or use VS Code on a desktop, over SSH or in a code-server.')),
    );
  }

  async close(_uri: string): Promise<void> {}

  async closeAll(): Promise<void> {}
}

/** The path of a `file:` URI: the browser has none. */
export function pathOf(_uri: string): string | undefined {
  return undefined;
}

/** The size of a file in bytes; infinite where nothing tells it. */
export function sizeOf(_file: string): Promise<number> {
  return Promise.resolve(Number.POSITIVE_INFINITY);
}
