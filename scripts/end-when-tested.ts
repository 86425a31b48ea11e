/**
 * Loaded before each test file: ends its process once its tests have ended and what they reported has been read,
 * whatever they left open. node:test's own `forceExit` ends it at once, and with it what a busy reader has not read.
 */
import { after } from 'node:test';

/** Long enough for the last events to be written; they are, within a turn or two of the loop. */
const SETTLE_MS = 100;

const endOnceRead = (): void => {
  setTimeout(() => (process.stdout.writableLength + process.stderr.writableLength === 0 ? process.exit() : endOnceRead()), SETTLE_MS);
};

after(endOnceRead);
