import { parseArgs } from 'node:util';
import { Problem } from '../../../../platform/errors.ts';
import type { Database } from '../../../../platform/store/database.ts';
import { loadDmd } from '../../../../platform/terminology/release/load-dmd.ts';
import { loadSnomed } from '../../../../platform/terminology/release/load-snomed.ts';
import { listReleases, type ReleaseKind, removeRelease, switchRelease } from '../../../../platform/terminology/release/releases.ts';
import type { Command } from '../command.ts';
import { withDatabase } from '../with-database.ts';

export const command: Command = {
  summary: 'load SNOMED CT and dm+d, and put a release into use',
  help: `npm run jenner -- terminology load <zip or folder>… [--dmd] [--use] [--delta-on <version>] [--sha256 <digest>]
npm run jenner -- terminology list
npm run jenner -- terminology use <version>
npm run jenner -- terminology remove <version>

load reads a release as it is published: SNOMED CT in RF2 (Full, Snapshot, or a Delta on a version loaded before; an
edition, or all the packages that make it up), or with --dmd the dm+d XML files. It stands beside the release in use,
which goes on until another is put into use: at once with --use, or by "use". A release that is truncated, mixed up or
altered is refused with the file and line, and changes nothing. Cut short, the same command goes on where it was.
Servers that are running take a switch up within seconds.`,
  async run(args) {
    const { values, positionals: [act, ...rest] } = parseArgs({
      args, allowPositionals: true,
      options: { dmd: { type: 'boolean', default: false }, use: { type: 'boolean', default: false }, 'delta-on': { type: 'string' }, sha256: { type: 'string' } },
    });
    return withDatabase(async ({ owner }) => {
      switch (act) {
        case 'load':
          return load(owner, rest, values);
        case 'list':
          return list(owner);
        case 'use':
          return one(rest, async (version) => { await switchRelease(owner, await kindOf(owner, version), version); console.log(`In use: ${version}`); });
        case 'remove':
          return one(rest, async (version) => { await removeRelease(owner, await kindOf(owner, version), version); console.log(`Removed: ${version}`); });
        default:
          throw new Problem('invalid', 'Say what to do: load, list, use or remove');
      }
    });
  },
};

async function load(owner: Database, sources: readonly string[], { dmd, use, 'delta-on': base, sha256 }: { dmd: boolean; use: boolean; 'delta-on'?: string; sha256?: string }): Promise<number> {
  const [source] = sources;
  if (source === undefined) throw new Problem('invalid', 'Say which zip or folder holds the release');
  const began = performance.now();
  let told = '';
  const say = (message: string): void => {
    if (message !== told) console.error(`[${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s] ${(told = message)}`);
  };
  const kind: ReleaseKind = dmd ? 'dmd' : 'snomed';
  const version = dmd ? await loadDmd(owner, sources, say) : await loadSnomed(owner, { sources, ...(base === undefined ? {} : { base }), ...(sha256 === undefined ? {} : { sha256 }) }, say);
  if (use) await switchRelease(owner, kind, version);
  console.log(`Loaded ${version}${use ? ', now in use' : `; put it into use with: npm run jenner -- terminology use "${version}"`}`);
  return 0;
}

async function list(owner: Database): Promise<number> {
  const releases = await listReleases(owner);
  if (releases.length === 0) console.log('Nothing is loaded.');
  for (const { kind, version, title, loaded, live } of releases) console.log(`${live ? '* in use ' : '         '} ${kind.padEnd(7)} ${title}\n                   ${version}, loaded ${loaded.slice(0, 16).replace('T', ' ')}`);
  return 0;
}

async function one([version]: readonly string[], act: (version: string) => Promise<void>): Promise<number> {
  if (version === undefined) throw new Problem('invalid', 'Say which version: "terminology list" names them');
  await act(version);
  return 0;
}

async function kindOf(owner: Database, version: string): Promise<ReleaseKind> {
  const found = (await listReleases(owner)).find((each) => each.version === version);
  if (found === undefined) throw new Problem('not-found', `There is no release ${version} here: "terminology list" names those there are`);
  return found.kind;
}
