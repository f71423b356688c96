import { bytesOf, latin1Of } from './latin1';

export { bytesOf, latin1Of };

/** Text as its UTF-8 bytes, one character a byte. */
export function utf8Bytes(text: string): string {
  return !/[\u0080-\uffff]/.test(text) ? text : latin1Of(new TextEncoder().encode(text));
}

/** Turns chunks of a file or of an editor's text into latin1 text. */
export interface Decoder {
  /** What can be told of `chunk` and those before it. */
  push(chunk: Uint8Array | string): string;
  end(): string;
}

/**
 * A decoder that drops a byte order mark at the start and turns UTF-16 (which has one) into the bytes of UTF-8. A string is taken for text
 * and becomes UTF-8.
 */
export function createDecoder(): Decoder {
  let mode: 'start' | 'bytes' | 'utf16le' | 'utf16be' = 'start';
  let rest = '';
  const utf16 = (final: boolean): string => {
    let take = rest.length - (rest.length % 2);
    const unit = (at: number): number =>
      mode === 'utf16le' ? rest.charCodeAt(at) | (rest.charCodeAt(at + 1) << 8) : (rest.charCodeAt(at) << 8) | rest.charCodeAt(at + 1);
    // A pair of surrogates stays together.
    if (!final && take >= 2 && (unit(take - 2) & 0xfc00) === 0xd800) take -= 2;
    let text = '';
    for (let at = 0; at < take; at += 2) text += String.fromCharCode(unit(at));
    rest = rest.slice(take);
    return utf8Bytes(text);
  };
  const decode = (final: boolean): string => {
    if (mode === 'start') {
      if (!final && rest.length < 3) return '';
      if (rest.startsWith('\xef\xbb\xbf')) {
        mode = 'bytes';
        rest = rest.slice(3);
      } else if (rest.startsWith('\xff\xfe') || rest.startsWith('\xfe\xff')) {
        mode = rest.startsWith('\xff') ? 'utf16le' : 'utf16be';
        rest = rest.slice(2);
      } else mode = 'bytes';
    }
    if (mode !== 'bytes') return utf16(final);
    const text = rest;
    rest = '';
    return text;
  };
  let high = '';
  return {
    push(chunk) {
      if (typeof chunk !== 'string') rest += latin1Of(chunk);
      else {
        // A string may be cut between surrogates too.
        const text = high + chunk;
        const cut = text.length > 0 && (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800 ? 1 : 0;
        high = cut ? text.slice(-1) : '';
        rest += utf8Bytes(cut ? text.slice(0, -1) : text);
      }
      return decode(false);
    },
    end() {
      rest += utf8Bytes(high);
      high = '';
      return decode(true);
    },
  };
}
