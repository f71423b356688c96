/** What is said of the catalogue, and of the Asterisk version of a document. */
import type { DocumentParams } from './documents';

/** The kinds of catalogue entries. */
export type EntryKind = 'event' | 'action' | 'header' | 'enum' | 'code';

/** Request: a page of the catalogue. Params {@link PageParams}, result {@link PageResult} or null. */
export const PAGE_REQUEST = 'ami/catalogPage';

export interface PageParams {
  kind: EntryKind;
  name: string;
}

export interface PageResult {
  title: string;
  /** Markdown of our own, with `command:` links to other entries. */
  markdown: string;
}

/** Request: every name of the catalogue. No params, result {@link CatalogName}[]. */
export const NAMES_REQUEST = 'ami/catalogNames';

export interface CatalogName {
  kind: EntryKind;
  name: string;
  /** One line of what it is. */
  what: string;
}

/** Request: which Asterisk a document is read as. Params {@link DocumentParams}, result {@link VersionResult}. */
export const VERSION_REQUEST = 'ami/version';

export interface VersionResult {
  /** `Asterisk 22.0.0–22.10.1 (AMI 11.0.0)`. */
  label: string;
  source: 'banner' | 'headers' | 'setting' | 'document' | 'unknown';
  /** Why, in a sentence. */
  reason: string;
  /** The series that fit, such as `["12", "13"]`. */
  series: string[];
}

/** Notification to the server: read this document as another version of Asterisk. Params {@link SetVersionParams}. */
export const SET_VERSION = 'ami/setVersion';

export interface SetVersionParams extends DocumentParams {
  /** A series, or `auto`. */
  version: string;
}

/** The scheme of the documents of our own client that hold pages of the catalogue: `ami-catalog:/event/Hangup.md`. */
export const CATALOG_SCHEME = 'ami-catalog';

/** The command that opens a page of the catalogue; its arguments are a kind and a name. */
export const OPEN_PAGE_COMMAND = 'ami.openCatalogPage';

/** The command that lets the user choose the Asterisk version of the document in the active editor. No arguments. */
export const CHOOSE_VERSION_COMMAND = 'ami.chooseVersion';
