/** The extracts of dm+d that come with Jenner (dmd-fixture/ATTRIBUTION.md). */
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'dmd-fixture');

/** Seven product families of the release of 1 April 2019, whole. */
export const RELEASE_EXTRACT = join(FOLDER, 'release-2019-04-01');

/** What the demonstration prescribes from; read with `partial`. */
export const DEMONSTRATION_EXTRACT = join(FOLDER, 'demonstration');
