/** Work on a capture was cancelled, or the capture closed while it was read. */
export class Cancelled extends Error {}
