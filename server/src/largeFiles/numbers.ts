/** Rows of one block: small enough to be there for a small file, large enough to be few. */
const BLOCK_BITS = 16;
const BLOCK = 1 << BLOCK_BITS;

type Block = Uint32Array | Float64Array;

/** A list of numbers that grows by blocks, so that nothing is copied and nothing is twice in memory while it does. */
export class Numbers {
  private count = 0;
  private readonly blocks: Block[] = [];

  /** `Float64Array` for offsets, which go beyond 4 GB; `Uint32Array` for all else. */
  constructor(private readonly kind: new (length: number) => Block) {}

  get length(): number {
    return this.count;
  }

  /** Bytes of memory that it takes. */
  get bytes(): number {
    return this.blocks.reduce((sum, block) => sum + block.byteLength, 0);
  }

  push(value: number): void {
    const at = this.count++;
    let block = this.blocks[at >>> BLOCK_BITS];
    if (!block) {
      block = new this.kind(BLOCK);
      this.blocks.push(block);
    }
    block[at & (BLOCK - 1)] = value;
  }

  /** Number `i`; 0 beyond the end. */
  at(i: number): number {
    return i < this.count ? (this.blocks[i >>> BLOCK_BITS]?.[i & (BLOCK - 1)] ?? 0) : 0;
  }

  /** Drops all from `count` on. */
  cut(count: number): void {
    if (count >= this.count) return;
    this.count = count;
    this.blocks.length = Math.ceil(count / BLOCK);
  }

  /** The last index whose number is at most `value`, in an ascending list; -1 where all are greater. */
  lastAtMost(value: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) <= value) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
