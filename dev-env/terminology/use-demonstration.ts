import type { Database } from '../../platform/store/database.ts';
import { keepSnomed } from '../../platform/terminology/release/load-snomed.ts';
import { switchRelease } from '../../platform/terminology/release/releases.ts';
import { loadDmd } from '../../platform/terminology/release/load-dmd.ts';
import { demonstrationRelease } from './demonstration.ts';
import { DEMONSTRATION_EXTRACT } from './dmd-extracts.ts';

/** Puts the demonstration subset of SNOMED CT and the demonstration extract of dm+d into use. Servers that run take it up by themselves. */
export async function useDemonstrationTerms(owner: Database): Promise<void> {
  const { about, loaded } = demonstrationRelease();
  await keepSnomed(owner, about, loaded, () => undefined);
  await switchRelease(owner, 'snomed', about.version);
  await switchRelease(owner, 'dmd', await loadDmd(owner, [DEMONSTRATION_EXTRACT], () => undefined, true));
}
