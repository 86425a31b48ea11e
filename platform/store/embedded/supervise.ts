import { setTimeout as sleep } from 'node:timers/promises';
import type { Postmaster } from './launch.ts';
import { servesCluster } from './postmaster-file.ts';

interface Options {
  cluster: string;
  /** Starts a server where the dead one listened. */
  relaunch: (address: Postmaster['address']) => Promise<Postmaster>;
  onProgress: (message: string) => void;
}

/** How often a server that is not our child is looked for. */
const LOOK_MS = 1000;
/** Between attempts; the last one again and again. A full disk, say, may be mended while Jenner runs. */
const WAITS_MS = [0, 1000, 2000, 5000, 15_000] as const;

/**
 * Starts the server again whenever it ends by itself: killed for memory, say, while Jenner lives on. Recovery loses
 * nothing that was acknowledged, and connections find it where it was. `stop` ends the watch, waits for a start under
 * way, and answers the server that is to be stopped.
 */
export function supervise(first: Postmaster, { cluster, relaunch, onProgress }: Options): { stop(): Promise<Postmaster> } {
  let postmaster = first;
  const stopping = Promise.withResolvers<'stop'>();
  let stopped = false;

  const watch = async (): Promise<void> => {
    for (;;) {
      if ((await Promise.race([goneFrom(postmaster), stopping.promise])) === 'stop') return;
      onProgress('The database server has ended by itself; starting it again…');
      for (let attempt = 0; ; attempt++) {
        await Promise.race([sleep(WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)], undefined, { ref: false }), stopping.promise]);
        if (stopped) return;
        try {
          postmaster = await relaunch(postmaster.address);
          onProgress('The database server runs again.');
          break;
        } catch (error) {
          onProgress(`The database server does not start: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    }
  };

  async function goneFrom({ pid, ended }: Postmaster): Promise<'gone'> {
    if (ended !== undefined) await ended;
    else while (servesCluster(pid, cluster)) {
      if ((await Promise.race([sleep(LOOK_MS, 'looked' as const, { ref: false }), stopping.promise])) === 'stop') break;
    }
    return 'gone';
  }

  const watching = watch();
  return {
    async stop() {
      stopped = true;
      stopping.resolve('stop');
      await watching;
      return postmaster;
    },
  };
}
