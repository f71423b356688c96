import { contentEnd } from '../syntax/lines';
import { asteriskJavaReader } from './asteriskJava';
import { asterNetReader } from './asterNet';
import { bytesOf, createDecoder, utf8Bytes } from './bytes';
import { coreDebugReader } from './coreDebug';
import { type Plan, planOf, SAMPLE } from './detect';
import { directionsReader } from './directions';
import { FORMS, type Form, type LineReader, type Piece } from './form';
import { httpReader } from './http';
import { jsonReader } from './json';
import { headingReader } from './layers';
import { type Names, NO_NAMES } from './names';
import { ngrepReader } from './ngrep';
import { pcapReader } from './pcap';
import { yearIn } from './times';
import { CaptureWriter } from './writer';
import { xmlReader } from './xml';
import { yaaiReader } from './yaai';

/** Settings of a conversion. */
export interface ConvertOptions {
  /** Restores the wire's spelling of names in forms that lost it; without it they stay as they are. */
  readonly names?: Names;
}

/** A conversion under way. */
export interface Converter {
  /** The pieces that are complete with `chunk`: bytes of a file, or text of an editor. */
  push(chunk: Uint8Array | string): Piece[];
  /** The rest. Afterwards the converter is of no use. */
  end(): Piece[];
}

/**
 * A converter into the capture that a file of `form` holds, piece by piece, in order. Any input gives one; what is no AMI is left out. Where the input is cut
 * into chunks makes no difference. Memory holds the first {@link SAMPLE} bytes, the longest message and, for a pcap, segments that wait for others.
 */
export function createConverter(form: Form, options: ConvertOptions = {}): Converter {
  const pieces: Piece[] = [];
  const writer = new CaptureWriter({ unit: FORMS[form].unit, out: (piece) => pieces.push(piece), exact: form === 'pcap' });
  const taken = (): Piece[] => pieces.splice(0);
  if (form === 'pcap') {
    const reader = pcapReader(writer);
    return {
      push(chunk) {
        // Text of an editor is no network capture any more.
        reader.push(typeof chunk === 'string' ? bytesOf(utf8Bytes(chunk)) : chunk);
        return taken();
      },
      end() {
        reader.end();
        return taken();
      },
    };
  }
  const decoder = createDecoder();
  const feed = new TextFeed(form, writer, options.names ?? NO_NAMES);
  return {
    push(chunk) {
      // A chunk of any size is read in parts, so that what is decided from a part is the same for all ways to cut the input.
      for (let at = 0; at < chunk.length; at += SAMPLE)
        feed.push(decoder.push(typeof chunk === 'string' ? chunk.slice(at, at + SAMPLE) : chunk.subarray(at, at + SAMPLE)));
      return taken();
    },
    end() {
      feed.push(decoder.end());
      feed.end();
      writer.close();
      return taken();
    },
  };
}

/** A line that does not end is read in parts of this many characters. */
const LONGEST_LINE = 1 << 24;

/** Gathers the beginning, plans from it, and hands lines or pieces of text to the reader of the form. */
class TextFeed {
  private head: string | undefined = '';
  private rest = '';
  private number = 0;
  private lineEnd = '\n';
  private reader: LineReader | undefined;
  private pieces: ((text: string) => void) | undefined;

  constructor(
    private readonly form: Form,
    private readonly writer: CaptureWriter,
    private readonly names: Names,
  ) {}

  push(text: string): void {
    if (this.head !== undefined) {
      this.head += text;
      if (this.head.length > SAMPLE) this.start(true);
    } else this.take(text);
  }

  end(): void {
    if (this.head !== undefined) this.start(false);
    if (this.rest !== '') this.line(this.rest);
    this.rest = '';
    this.reader?.end();
  }

  private start(cut: boolean): void {
    const head = this.head ?? '';
    this.head = undefined;
    const sample = head.slice(0, SAMPLE);
    this.writer.yearOf = yearIn(sample);
    if (!sample.includes('\n') && sample.includes('\r')) this.lineEnd = '\r';
    const found = planOf(sample, cut);
    const plan: Plan = found?.form === this.form ? found : { form: this.form, layers: [], core: coreOf(this.form), headings: this.form === 'prefixed' };
    const core = readerOf(plan.core, this.writer, this.names);
    if (plan.layers.length === 0 && core.push) this.pieces = core.push;
    let reader: LineReader = plan.headings ? headingReader(core, () => this.writer.end()) : core;
    for (const layer of [...plan.layers].reverse()) reader = layer.reader(reader);
    this.reader = reader;
    this.take(head);
  }

  private take(text: string): void {
    if (this.pieces) {
      this.pieces(text);
      return;
    }
    this.rest += text;
    let at = 0;
    for (let end = this.rest.indexOf(this.lineEnd); end >= 0; end = this.rest.indexOf(this.lineEnd, at)) {
      this.line(this.rest.slice(at, end));
      at = end + 1;
    }
    this.rest = this.rest.slice(at);
    while (this.rest.length > LONGEST_LINE) {
      this.line(this.rest.slice(0, LONGEST_LINE));
      this.rest = this.rest.slice(LONGEST_LINE);
    }
  }

  private line(text: string): void {
    this.number++;
    this.reader?.line(text.slice(0, contentEnd(text, 0, text.length)), { number: this.number });
  }
}

function coreOf(form: Form): Form {
  return form === 'prefixed' || form === 'quoted' ? 'wire' : form;
}

function readerOf(form: Form, writer: CaptureWriter, names: Names): LineReader & { push?: (text: string) => void } {
  switch (form) {
    case 'coreDebug':
      return coreDebugReader(writer);
    case 'directions':
      return directionsReader(writer);
    case 'yaai':
      return yaaiReader(writer);
    case 'asteriskJava':
      return asteriskJavaReader(writer, names);
    case 'asterNet':
      return asterNetReader(writer);
    case 'ngrep':
      return ngrepReader(writer);
    case 'json':
      return jsonReader(writer, names);
    case 'ajamXml':
      return xmlReader(writer, names);
    case 'http':
      return httpReader(writer, names);
    case 'managerDebug':
      return plainReader(writer, /^\s*<---? Examining AMI (?:event|action)/);
    case 'wire':
    case 'transcript':
    case 'prefixed':
    case 'quoted':
    case 'pcap':
      return plainReader(writer, undefined);
  }
}

/** Reads lines of the wire as they are, but for `marks`, which part messages. */
function plainReader(writer: CaptureWriter, marks: RegExp | undefined): LineReader {
  return {
    line(text, place) {
      if (marks?.test(text)) writer.end();
      else writer.line(text.trim() === '' ? '' : text, place);
    },
    end: () => {},
  };
}
