import { useEffect, useRef } from 'react';

const MINUTE = 60_000;
/** As long as the server lets a session be idle. */
const IDLE = 15 * MINUTE;
/** Reading without a call to the server is use too: it is told at least this often. */
const TELL = 5 * MINUTE;
const CHECK = 5_000;
const KEY = 'jenner.active';

interface Idle {
  /** Nobody has touched any window of this browser for a quarter of an hour. */
  onIdle: () => void;
  /** Somebody is here: the server should know. */
  onActive: () => void;
}

/** Watches whether somebody is at the screen, in whichever window, also across a laptop's sleep. */
export function useIdle(handlers: Idle, watching: boolean): void {
  const current = useRef(handlers);
  useEffect(() => { current.current = handlers; });
  useEffect(() => {
    if (!watching) return undefined;
    let told = Date.now();
    const mark = () => { localStorage.setItem(KEY, String(Date.now())); };
    const check = () => {
      const last = Number(localStorage.getItem(KEY));
      if (Date.now() - last >= IDLE) current.current.onIdle();
      else if (last > told && Date.now() - told >= TELL) {
        told = Date.now();
        current.current.onActive();
      }
    };
    mark();
    const timer = setInterval(check, CHECK);
    for (const event of ['keydown', 'pointerdown', 'wheel'] as const) window.addEventListener(event, mark, { passive: true });
    return () => {
      clearInterval(timer);
      for (const event of ['keydown', 'pointerdown', 'wheel'] as const) window.removeEventListener(event, mark);
    };
  }, [watching]);
}
