/** What is said of filters while they are typed. */
import type { TextDocumentIdentifier } from 'vscode-languageserver-types';

/** Request: what is wrong with a filter. Params {@link FilterParams}, result a sentence or null. */
export const CHECK_FILTER_REQUEST = 'ami/checkFilter';

export interface FilterParams {
  filter: string;
}

/** Request: help with a filter while it is typed. Params {@link FilterHelpParams}, result {@link FilterHelp}. */
export const FILTER_HELP_REQUEST = 'ami/filterHelp';

export interface FilterHelpParams {
  filter: string;
  /** The cursor in it, in UTF-16 units. */
  offset: number;
  /** The capture that is searched: its names and values are proposed. */
  textDocument?: TextDocumentIdentifier;
}

export interface FilterHelp {
  /** What is wrong with the filter, and where; the length is 0 where something is missing. */
  error?: { message: string; offset: number; length: number };
  /** The filter can be searched by, but will find nothing: why. */
  hint?: string;
  proposals: FilterProposal[];
}

/** What could stand at the cursor: `text` in the place of the `length` characters from `offset` on. */
export interface FilterProposal {
  label: string;
  /** What it is, in a few words. */
  detail: string;
  text: string;
  offset: number;
  length: number;
}

/** Request: filters that what stands at a position suggests. Params {@link LocateParams}, result {@link FilterSuggestion}[]. */
export const FILTERS_AT_REQUEST = 'ami/filtersAt';

export interface FilterSuggestion {
  /** What it has in common with the message at the position. */
  kind: 'value' | 'event' | 'channel' | 'call';
  filter: string;
}
