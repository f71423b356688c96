/** A pair of ports as browsers have them; Node's type, which is the one known here, lacks `onmessage`. */
interface Ports {
  readonly port1: { onmessage: () => void };
  readonly port2: { postMessage(message: undefined): void };
}

const { port1, port2 } = new MessageChannel() as unknown as Ports;
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

/** Lets whatever waits have its turn. By a message: browsers let a timer wait 4 ms at least. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(undefined);
  });
}
