import { headersIn, type LogDocument, offsetOf } from '../document';
import type { FilterSuggestion, LocateParams } from '../protocol';
import { messageAt, shapeOf } from '../syntax/messages';
import { termFor } from './filterHelp';
import { valueText } from './filterText';

/** Filters that the message at a position suggests: the same value, event, channel and call. Of each kind the one that is nearest to the position. */
export function filtersAt(document: LogDocument, position: LocateParams['position']): FilterSuggestion[] {
  const { index } = document;
  const offset = offsetOf(document, position);
  const message = messageAt(index, offset);
  if (message === undefined) return [];
  const shape = shapeOf(index, message);
  const headers = headersIn(document, message).filter(({ column }) => column.form === 'header');
  const said = ({ value }: (typeof headers)[number]): string => document.read(value.start, value.end).trim();
  const at = headers.find(({ name, value }) => offset >= name.start && offset <= value.end);
  const found: FilterSuggestion[] = [];
  const add = (kind: FilterSuggestion['kind'], filter: string): void => {
    if (!found.some((one) => one.filter === filter)) found.push({ kind, filter });
  };
  const isKind = (key: string): boolean => key === 'event' || key === 'action' || key === 'response';
  if (at && !isKind(at.column.key)) add('value', termFor(at.column.name, said(at)));
  if (shape.kind !== 'message') add('event', `${shape.kind}:${valueText(shape.name)}`);
  // The header at the cursor before others of its kind.
  const nearest = at ? [at, ...headers] : headers;
  const channel = nearest.find((header) => /channel[12]?$/.test(header.column.key) && said(header).includes('/'));
  if (channel) add('channel', `channel:${valueText(said(channel))}`);
  const id = nearest.find((header) => /(linkedid|uniqueid)[12]?$/.test(header.column.key) && !/bridge/.test(header.column.key) && said(header) !== '');
  if (id) add('call', `call:${valueText(said(id))}`);
  return found;
}
