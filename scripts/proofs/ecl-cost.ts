import { eclQuestions, type EclSample, eclSamples, eclSubjects } from '../../bench/terminology/ecl-samples.ts';
import { fillTables, statements } from '../../bench/terminology/ecl-in-postgres.ts';
import { madeComponents } from '../../bench/terminology/made-components.ts';
import { startTestDatabase } from '../../dev-env/test-database.ts';
import { buildEdition } from '../../platform/terminology/build/build-edition.ts';
import { Edition } from '../../platform/terminology/edition.ts';
import type { Database } from '../../platform/store/database.ts';
import type { Proof } from './proof.ts';

const [LARGE, SHARED, TIMES] = [1_000_000, 200_000, 25];
/** Milliseconds of the processor: of a walk down the hierarchy, and of a refinement. */
const [MOST_WALK, MOST_REFINEMENT] = [10, 100];

const made = (size: number): Edition => new Edition(buildEdition({ title: 'Made up', version: 'http://snomed.info/sct/900000000000207008/version/20261130', demonstration: false, notice: '' }, madeComponents(size)));
const ms = (value: number): string => (value < 1 ? value.toFixed(2) : value.toFixed(1));

/** What expression constraints cost over a release in memory, and beside the same release as PostgreSQL tables. */
export const eclCost: Proof = {
  title: 'Expression constraints over a release in memory, and the same over tables',
  async run(say) {
    const alone = inMemory(say);
    const beside = await besideTables(say);
    return { ok: alone.ok && beside.ok, lines: [...alone.lines, '', ...beside.lines] };
  },
};

function inMemory(say: (message: string) => void): { ok: boolean; lines: string[] } {
  const edition = made(LARGE);
  say(`built ${edition.size} concepts`);
  const samples = eclSamples(edition, eclQuestions(eclSubjects(edition)), TIMES);
  const most = ({ name }: EclSample): number => (name.startsWith('<<') || name.startsWith('>>') ? MOST_WALK : name.startsWith('term') ? Infinity : MOST_REFINEMENT);
  return {
    ok: samples.every((sample) => sample.p50 <= most(sample)),
    lines: [
      `A made-up release of ${edition.size} concepts, ${edition.attributeType.length} attribute relationships, ${edition.descriptionActive.length} descriptions. Each question ${TIMES} times, parsed anew, nothing kept; milliseconds of the processor, quick ones the mean of as many as take 40.`,
      '',
      '| question | concepts found | p50 | p95 |',
      '| --- | ---: | ---: | ---: |',
      ...samples.map(({ name, ecl, concepts, p50, p95 }) => `| ${name}: \`${ecl.replaceAll('|', '\\|')}\` | ${concepts} | ${ms(p50)} | ${ms(p95)} |`),
    ],
  };
}

async function besideTables(say: (message: string) => void): Promise<{ ok: boolean; lines: string[] }> {
  const edition = made(SHARED);
  const subjects = eclSubjects(edition);
  const questions = eclQuestions(subjects);
  const db = await startTestDatabase();
  try {
    await fillTables(db.owner, edition);
    say('tables filled');
    const rows: string[] = [];
    let ok = true;
    for (const [name, { closure, recursive }] of Object.entries(statements(edition, subjects))) {
      const ours = eclSamples(edition, { [name]: questions[name] ?? '' }, TIMES, () => performance.now())[0];
      const tables = [await timed(db.owner, closure), await timed(db.owner, recursive)];
      ok &&= ours !== undefined && tables.every(({ found }) => found === ours.concepts);
      rows.push(`| ${name} | ${ours?.concepts ?? 0} | ${[ours?.p50 ?? 0, ...tables.map(({ p50 }) => p50)].map(ms).join(' | ')} | ${tables.map(({ p50 }) => (p50 / (ours?.p50 ?? 1)).toFixed(0)).join(' | ')} |`);
      say(`${name}: ${rows.at(-1) ?? ''}`);
    }
    const sizes = await db.owner.query<{ name: string; bytes: number; rows: number }>(`select relname as name, pg_total_relation_size(oid)::int as bytes, reltuples::int as rows from pg_class where relname like 'ecl\\_%' and relkind = 'r' order by 1`, []);
    return {
      ok,
      lines: [
        `The same questions of ${edition.size} concepts, in one run: in memory; over a closure table; walking the is-a table by a recursive query. Wall clock, median of ${TIMES}, milliseconds. The tables count their concepts in the server and send a number; both give the same numbers.`,
        '',
        '| question | concepts found | in memory | closure table | recursive | times, closure | times, recursive |',
        '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
        ...rows,
        '',
        `Kept: ${sizes.map(({ name, bytes, rows: count }) => `${name.slice(4)} ${count} rows, ${(bytes / 2 ** 20).toFixed(0)} MiB with its indexes`).join('; ')}. In memory: hierarchy and attributes ${(hierarchyBytes(edition) / 2 ** 20).toFixed(0)} MiB.`,
      ],
    };
  } finally {
    await db.stop();
  }
}

async function timed(db: Database, text: string): Promise<{ found: number; p50: number }> {
  const taken: number[] = [];
  let found = -1;
  for (let i = -2; i < TIMES; i++) {
    const began = performance.now();
    found = (await db.query<{ found: number }>(text, []))[0]?.found ?? -1;
    if (i >= 0) taken.push(performance.now() - began);
  }
  return { found, p50: taken.sort((a, b) => a - b)[TIMES >> 1] ?? 0 };
}

function hierarchyBytes({ sections }: Edition): number {
  const names = ['parentsAt', 'parents', 'childrenAt', 'children', 'runsAt', 'runs', 'attributesAt', 'attributeType', 'attributeValue'];
  return names.reduce((sum, name) => sum + sections.u32(name).byteLength, sections.u16('attributeGroup').byteLength);
}
