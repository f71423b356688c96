import { addMessageOf, type CallBook, callBook } from '../calls/calls';
import { type Correlation, createCorrelation } from '../calls/correlate';
import type { LogDocument } from '../document';
import { lastStartingAtOrBefore, shapeOf } from '../syntax/messages';
import { finished, type Steps } from '../syntax/steps';
import { createClock } from './clock';
import type { Source } from './source';

const sources = new WeakMap<LogDocument, DocumentSource>();

interface DocumentSource extends Source {
  /** Correlates in steps what else would be correlated when first asked for. */
  prepare(): Steps<void>;
}

/** A document of the editor as a capture to search and to slice; made once a version, its parts when they are asked for. */
export function documentSource(document: LogDocument): DocumentSource {
  let source = sources.get(document);
  if (!source) {
    source = createSource(document);
    sources.set(document, source);
  }
  return source;
}

function createSource(document: LogDocument): DocumentSource {
  const { index, text } = document;
  let correlation: Correlation | undefined;
  let book: CallBook | undefined;
  let times: { readonly seconds: Uint32Array; readonly marks: Int32Array } | undefined;
  function* correlating(): Steps<Correlation> {
    const fresh = createCorrelation();
    for (let i = 0; i < index.count; i++) {
      if (i % 256 === 255) yield;
      addMessageOf(fresh, text, index, i);
    }
    return fresh;
  }
  const correlate = (): Correlation => {
    correlation ??= finished(correlating());
    return correlation;
  };
  const timed = () => {
    times ??= timesOf(document);
    return times;
  };
  return {
    uri: document.uri,
    size: text.length,
    reading: false,
    offsetsInFile: false,
    count: index.count,
    *prepare() {
      correlation ??= yield* correlating();
    },
    get correlation() {
      return correlate();
    },
    startOf: (i) => index.starts[i] ?? 0,
    endOf: (i) => index.ends[i] ?? 0,
    lineOf: (i) => document.lines.positionAt(index.starts[i] ?? 0).line,
    secondOf: (i) => timed().seconds[i] ?? 0,
    shapeOf: (i) => shapeOf(index, i),
    markBefore: (i) => timed().marks[i] ?? -1,
    lastStartingAtOrBefore: (offset) => lastStartingAtOrBefore(index, offset),
    book() {
      book ??= callBook(correlate());
      return book;
    },
    read: (start, end) => Promise.resolve(text.slice(start, end)),
    decode: (raw) => raw,
  };
}

function timesOf({ index, text }: LogDocument): { seconds: Uint32Array; marks: Int32Array } {
  const clock = createClock();
  const seconds = new Uint32Array(index.count);
  const marks = new Int32Array(index.count);
  let mark = -1;
  let gap = 0;
  for (let i = 0; i < index.count; i++) {
    const start = index.starts[i] ?? 0;
    const end = index.ends[i] ?? 0;
    if (gap < start) {
      const at = text.slice(gap, start).lastIndexOf(';@ ');
      if (at >= 0) mark = gap + at;
    }
    marks[i] = mark;
    seconds[i] = clock.secondOf(text, { start, end, gap, shape: shapeOf(index, i) });
    gap = end;
  }
  return { seconds, marks };
}
