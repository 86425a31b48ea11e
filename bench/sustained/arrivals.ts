/**
 * An open loop: work arrives at a fixed rate whether or not what came before is done. At most `clients` are in hand
 * at once; what finds none free waits, and its time counts from when it should have begun, so that a server that
 * stalls is not excused from the work that it held up (coordinated omission).
 */
export async function arrive(options: { rate: number; clients: number; seconds: number }, work: (i: number, intended: number) => Promise<void>): Promise<void> {
  const began = performance.now();
  const arrivals = Math.floor(options.rate * options.seconds);
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < arrivals) {
      const i = next++;
      const intended = began + (i * 1000) / options.rate;
      const wait = intended - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      await work(i, intended);
    }
  };
  await Promise.all(Array.from({ length: options.clients }, client));
}
