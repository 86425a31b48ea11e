import type { World } from '../reading/reader.ts';

/** For the reading of values that need nothing of the rest of a bundle. */
export const nowhere: World = {
  extension: unneeded,
  keep: unneeded,
  target: unneeded,
  contained: unneeded,
  medication: unneeded,
};

function unneeded(): never {
  throw new Error('a primitive asked for the rest of the bundle');
}
