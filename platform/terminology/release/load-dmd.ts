import type { Database } from '../../store/database.ts';
import { encodeDmd } from '../dmd/dmd.ts';
import { readDmd } from '../dmd/read/read-dmd.ts';
import { buildDrugIndex } from '../dmd/search/build-index.ts';
import { encodeDrugIndex } from '../dmd/search/drug-index.ts';
import { keepRelease } from './releases.ts';

const NOTICE = 'dm+d: NHS Business Services Authority. Contains public sector information licensed under the Open Government Licence v3.0.';

/**
 * Loads a release of dm+d from its XML files, in folders or zips, beside what is in use, and answers its version, the
 * day of the release. Nothing is kept of one that is not whole and right. A demonstration is an extract: what it does
 * not say is not known.
 */
export async function loadDmd(owner: Database, sources: readonly string[], onProgress: (message: string) => void, demonstration = false): Promise<string> {
  const dmd = await readDmd(sources, ({ file, bytes, ofBytes }) => onProgress(`${Math.floor((bytes / Math.max(ofBytes, 1)) * 100)} %: Reading ${file}`), { partial: demonstration });
  onProgress('Making the search index');
  const index = encodeDrugIndex(buildDrugIndex(dmd));
  const { date } = dmd.release;
  const version = demonstration ? `urn:jenner:terminology:dmd-extract:${date}` : date;
  const title = demonstration ? 'Demonstration extract of dm+d' : `dm+d of ${date}`;
  await keepRelease(owner, { kind: 'dmd', version, title, notice: NOTICE, demonstration }, { dmd: encodeDmd(dmd), index }, (share) => onProgress(`Keeping it in the database: ${Math.floor(share * 100)} %`));
  return version;
}
