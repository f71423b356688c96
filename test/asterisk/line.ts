import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A line to a server that can be cut, held and mended. */
export interface Line {
  readonly port: number;
  /** Ends what is connected by a reset; until `mend`, nobody gets through. */
  cut(how?: 'reset' | 'end'): void;
  /** Ends the near side alone, until `mend`; the server is told of it by `letGo` only. */
  cutNear(): void;
  letGo(): void;
  /** What is connected stays, and nothing passes in either direction: a machine in between was switched off. */
  hold(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Listens on a port of its own and passes all on to `port` of this machine. */
export async function lineTo(port: number): Promise<Line> {
  let open = true;
  /** Far sides whose near side is gone. */
  const kept = new Set<Socket>();
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((near) => {
    if (!open) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => {
        if (!kept.has(other)) other.destroy();
        pairs.delete(pair);
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut(how = 'reset') {
      open = false;
      for (const [near] of pairs) how === 'reset' ? near.resetAndDestroy() : near.end();
    },
    cutNear() {
      open = false;
      for (const [near, far] of pairs) {
        kept.add(far);
        near.unpipe();
        far.unpipe();
        far.resume();
        near.resetAndDestroy();
      }
    },
    letGo() {
      for (const far of kept) far.destroy();
      kept.clear();
    },
    hold() {
      open = false;
      for (const [near, far] of pairs) {
        near.unpipe();
        far.unpipe();
        near.pause();
        far.pause();
      }
    },
    mend() {
      open = true;
    },
    close() {
      for (const far of kept) far.destroy();
      for (const [near] of pairs) near.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
