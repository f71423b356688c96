/** Scheme of documents that show the end of a capture which grows faster than a window can show. */
export const TAIL_SCHEME = 'ami-tail';
