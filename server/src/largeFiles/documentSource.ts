import { type CallBook, callBook } from '../calls/calls';
import type { Correlation } from '../calls/correlate';
import { type CallModel, modelOf, modelSteps } from '../calls/model';
import type { LogDocument } from '../document';
import { lastStartingAtOrBefore, shapeOf } from '../syntax/messages';
import type { Steps } from '../syntax/steps';
import { createClock } from './clock';
import type { Source } from './source';

const sources = new WeakMap<LogDocument, DocumentSource>();

/** The calls of the version of each document that was asked last, which the next version goes on with. */
const models = new Map<string, { readonly document: WeakRef<LogDocument>; readonly model: CallModel }>();

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

/** Forgets what is kept of a document that closed, for its next version. */
export function forgetDocument(uri: string): void {
  models.delete(uri);
}

function createSource(document: LogDocument): DocumentSource {
  // Its text is made only where calls have to be worked out: most of a version's answers need none.
  const { index, uri } = document;
  let times: { readonly seconds: Uint32Array; readonly marks: Int32Array } | undefined;
  const isCurrent = (): boolean => models.get(uri)?.document.deref() === document;
  /** Goes on from whatever version was asked before; a version that another took over from begins anew. */
  const begin = (model: CallModel): void => {
    models.set(uri, { document: new WeakRef(document), model });
  };
  const correlate = (): Correlation => {
    const last = models.get(uri)?.model;
    if (isCurrent() && last && last.correlation.messages === index.count) return last.correlation;
    const model = modelOf(document.text, index, last);
    begin(model);
    return model.correlation;
  };
  const timed = () => {
    times ??= timesOf(document);
    return times;
  };
  return {
    uri: document.uri,
    size: document.lines.length,
    reading: false,
    offsetsInFile: false,
    count: index.count,
    *prepare() {
      const last = models.get(uri)?.model;
      if (isCurrent() && last?.correlation.messages === index.count) return;
      const steps = modelSteps(document.text, index, last, begin);
      for (;;) {
        const { done } = steps.next();
        if (done) return;
        yield;
        // Somebody asked another version meanwhile, which took over.
        if (!isCurrent()) return;
      }
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
    book: (): CallBook => callBook(correlate()),
    read: (start, end) => Promise.resolve(document.read(start, end)),
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
