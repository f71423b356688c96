/** A set of lines, from 0, in a bit each: what a check of a file of any size can keep. */
export class LineSet {
  private bits = new Uint8Array(1024);

  /** Adds `count` lines from `first` on, or that one where it is 0. */
  add(first: number, count: number): void {
    const last = first + Math.max(1, count) - 1;
    if (last >> 3 >= this.bits.length) {
      const larger = new Uint8Array(Math.max(this.bits.length * 2, (last >> 3) + 1));
      larger.set(this.bits);
      this.bits = larger;
    }
    for (let line = first; line <= last; line++) this.bits[line >> 3] = (this.bits[line >> 3] ?? 0) | (1 << (line & 7));
  }

  has(line: number): boolean {
    return line >= 0 && ((this.bits[line >> 3] ?? 0) & (1 << (line & 7))) !== 0;
  }
}
