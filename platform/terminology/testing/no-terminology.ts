import type { Terminology } from '../terminology.ts';

/** An installation into which no terminology has been loaded. */
export const NO_TERMINOLOGY: Terminology = { snomed: () => undefined, drugs: () => undefined, refresh: () => Promise.resolve(), close: () => Promise.resolve() };
