import { t } from '../texts';

/** A text form in which AMI traffic is found. Source: the list in ARCHITECTURE.md and README.md of this folder. */
export type Form =
  | 'wire'
  | 'transcript'
  | 'managerDebug'
  | 'quoted'
  | 'coreDebug'
  | 'prefixed'
  | 'directions'
  | 'yaai'
  | 'asteriskJava'
  | 'asterNet'
  | 'ngrep'
  | 'json'
  | 'ajamXml'
  | 'http'
  | 'pcap';

/** What is said of a form. */
export interface FormEntry {
  /** For people: `core debug log`. */
  readonly title: () => string;
  /** The product reads it as it is; converting only tidies it. */
  readonly inPlace: boolean;
  /** What an {@link Origin} counts. */
  readonly unit: 'line' | 'packet';
}

/** Every form, in the order of README.md. */
export const FORMS: Readonly<Record<Form, FormEntry>> = {
  wire: { title: () => t('AMI as it comes from the socket'), inPlace: true, unit: 'line' },
  transcript: { title: () => t('terminal transcript'), inPlace: true, unit: 'line' },
  managerDebug: { title: () => t('output of manager set debug on'), inPlace: true, unit: 'line' },
  quoted: { title: () => t('AMI quoted in a ticket or mail'), inPlace: true, unit: 'line' },
  coreDebug: { title: () => t('Asterisk debug log'), inPlace: false, unit: 'line' },
  prefixed: { title: () => t('log with a time, level or logger before the lines'), inPlace: false, unit: 'line' },
  directions: { title: () => t('log with direction marks (PAMI, starpy and others)'), inPlace: false, unit: 'line' },
  yaai: { title: () => t('yaai log'), inPlace: false, unit: 'line' },
  asteriskJava: { title: () => t('asterisk-java log'), inPlace: false, unit: 'line' },
  asterNet: { title: () => t('AsterNET trace'), inPlace: false, unit: 'line' },
  ngrep: { title: () => t('ngrep -W byline'), inPlace: false, unit: 'line' },
  json: { title: () => t('JSON'), inPlace: false, unit: 'line' },
  ajamXml: { title: () => t('AJAM XML'), inPlace: false, unit: 'line' },
  http: { title: () => t('HTTP with AJAM answers'), inPlace: false, unit: 'line' },
  pcap: { title: () => t('network capture'), inPlace: false, unit: 'packet' },
};

/** Where in the input a piece began. Numbers count from 1. */
export interface Origin {
  readonly unit: 'line' | 'packet';
  readonly number: number;
  /** Column in bytes, from 1, where one line holds many messages. */
  readonly column?: number;
}

/**
 * A stretch of the capture that comes out. All pieces in order are the capture.
 *
 * `message`: one message, its blank line included unless the input ends or is torn before it. `banner`, `text`: what stands between messages
 * on the wire. `mark`: a time (`;@`) or a gap (`;!`). `note`: a remark (`;#`).
 */
export interface Piece {
  readonly kind: 'message' | 'banner' | 'text' | 'mark' | 'note';
  /** Whole lines; one character a byte (latin1). */
  readonly text: string;
  readonly origin: Origin;
}

/** Where a line or message of the input stands, and when it happened. */
export interface Place {
  readonly number: number;
  readonly column?: number | undefined;
  /** ISO 8601, see times.ts; `undefined` where the input does not say. */
  readonly time?: string | undefined;
}

/** What reads a form line by line. Lines come without their line ends, in latin1. */
export interface LineReader {
  line(text: string, place: Place): void;
  end(): void;
}
