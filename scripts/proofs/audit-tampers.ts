import type { Random } from '../../dev-env/population/random.ts';
import { LINE } from '../../platform/audit/chain.ts';
import type { FaultKind } from '../../platform/audit/findings.ts';
import type { Transaction } from '../../platform/store/database.ts';

/** One thing that somebody does who may do everything to the database, or to the anchor file but not to its key. */
export interface Tamper {
  /** What the verifier is to call it: one of these at least. */
  expected: readonly FaultKind[];
  database?: (tx: Transaction, random: Random) => Promise<void>;
  /** And then the chain is made anew over what is there, as one who knows how it is made would. */
  reseal?: true;
  anchors?: (lines: string[], random: Random) => string[];
}

interface Place {
  id: string;
  generation: number;
  tx: string;
  sequence: number;
}

const PLACES = `select a.id, a.generation, a.tx::text as tx, a.sequence from audit a, (select generation, tx, sequence from audit_seal where practice = $1 order by seq desc limit 1) s
  where a.practice = $1 and (a.generation, a.tx, a.sequence) <= (s.generation, s.tx, s.sequence) order by a.generation, a.tx, a.sequence`;

/** Some sealed rows that lie together, at random. */
async function pick(tx: Transaction, random: Random, count: number): Promise<Place[]> {
  const rows = await tx.query<Place>(PLACES, [tx.practice]);
  const from = random.between(0, rows.length - count);
  return rows.slice(from, from + count);
}

async function one(tx: Transaction, random: Random): Promise<Place> {
  const [row] = await pick(tx, random, 1);
  if (row === undefined) throw new Error('no sealed row');
  return row;
}

async function seqOf(tx: Transaction, random: Random): Promise<{ seq: number; last: number }> {
  const [row] = await tx.query<{ last: number }>('select max(seq) as last from audit_seal where practice = $1', [tx.practice]);
  return { seq: random.between(1, row?.last ?? 1), last: row?.last ?? 1 };
}

/** Puts a row's content at a place, which must be free. */
async function write(tx: Transaction, content: Place & Record<string, unknown>, place: Place): Promise<void> {
  await tx.query(
    `insert into audit (practice, at, id, actor, role, action, outcome, patient, target, detail, generation, tx, sequence) overriding system value
     select $1, c.at, c.id, c.actor, c.role, c.action, c.outcome, c.patient, c.target, c.detail, $3::integer, $4::text::xid8, $5::bigint from json_populate_record(null::audit, $2::text::json) c`,
    [tx.practice, JSON.stringify(content), place.generation, place.tx, place.sequence],
  );
}

async function take(tx: Transaction, { id }: Place): Promise<Place & Record<string, unknown>> {
  const [row] = await tx.query<{ content: string }>('delete from audit a where practice = $1 and id = $2::text::uuid returning row_to_json(a)::text as content', [tx.practice, id]);
  return JSON.parse(row?.content ?? '{}');
}

async function cutFrom(tx: Transaction, seq: number): Promise<void> {
  await tx.query(`delete from audit a using audit_seal s where s.practice = $1 and s.seq = $2 and a.practice = $1 and (a.generation, a.tx, a.sequence) > (s.generation, s.tx, s.sequence)`, [tx.practice, seq]);
  if (seq === 0) await tx.query('delete from audit where practice = $1', [tx.practice]);
}

const EDITS = [
  `update audit set actor = 'somebody-else' where practice = $1 and id = $2::text::uuid`,
  `update audit set role = 'nurse' where practice = $1 and id = $2::text::uuid`,
  `update audit set outcome = 'refused' where practice = $1 and id = $2::text::uuid`,
  `update audit set patient = patient || '1' where practice = $1 and id = $2::text::uuid`,
  `update audit set target = 'Observation/other' where practice = $1 and id = $2::text::uuid`,
  `update audit set detail = ' ' where practice = $1 and id = $2::text::uuid`,
  `update audit set at = at + interval '1 microsecond' where practice = $1 and id = $2::text::uuid`,
  `update audit set id = gen_random_uuid() where practice = $1 and id = $2::text::uuid`,
];

async function edit(tx: Transaction, random: Random): Promise<void> {
  const { id } = await one(tx, random);
  await tx.query(random.pick(EDITS), [tx.practice, id]);
}

export const TAMPERS: Readonly<Record<string, Tamper>> = {
  'edit one column of a row': { expected: ['altered'], database: edit },
  'delete a row': { expected: ['removed'], database: async (tx, random) => void (await take(tx, await one(tx, random))) },
  'delete rows that lie together': {
    expected: ['removed'],
    database: async (tx, random) => {
      for (const row of await pick(tx, random, random.between(2, 20))) await take(tx, row);
    },
  },
  'insert a row between others': {
    expected: ['inserted'],
    database: async (tx, random) => {
      const place = await one(tx, random);
      const content = { ...(await take(tx, place)) };
      await write(tx, content, place);
      await write(tx, { ...content, id: `00000000-0000-4000-8000-${String(random.between(0, 1e9)).padStart(12, '0')}`, actor: 'nobody' }, { ...place, sequence: -random.between(1, 1e6) });
    },
  },
  'swap two rows': {
    expected: ['reordered'],
    database: async (tx, random) => {
      const rows = await tx.query<Place>(PLACES, [tx.practice]);
      const a = random.pick(rows);
      const b = random.pick(rows.filter(({ id }) => id !== a.id));
      const [first, second] = [await take(tx, a), await take(tx, b)];
      await write(tx, first, b);
      await write(tx, second, a);
    },
  },
  'move a row to the end': {
    expected: ['removed'],
    database: async (tx, random) => {
      const place = await one(tx, random);
      await write(tx, await take(tx, place), { ...place, sequence: 1e9 + random.between(0, 1e6), tx: '900000000000' });
    },
  },
  'delete the last rows': {
    expected: ['removed'],
    database: async (tx, random) => {
      const rows = await tx.query<Place>(PLACES, [tx.practice]);
      for (const row of rows.slice(-random.between(1, 15))) await take(tx, row);
    },
  },
  'cut the tail, seals and all': {
    expected: ['tail-cut'],
    database: async (tx, random) => {
      const { last } = await seqOf(tx, random);
      const seq = random.between(0, last - 1);
      await cutFrom(tx, seq);
      await tx.query('delete from audit_seal where practice = $1 and seq > $2', [tx.practice, seq]);
    },
  },
  'edit a row and make the chain anew': {
    expected: ['rewritten'], reseal: true,
    database: async (tx, random) => {
      await edit(tx, random);
      await tx.query('delete from audit_seal where practice = $1', [tx.practice]);
    },
  },
  'swap the whole table for another, with a chain of its own': {
    expected: ['rewritten', 'tail-cut'], reseal: true,
    database: async (tx, random) => {
      await tx.query(`update audit set actor = actor || $2, id = gen_random_uuid() where practice = $1`, [tx.practice, String(random.between(0, 1e6))]);
      await tx.query('delete from audit_seal where practice = $1', [tx.practice]);
    },
  },
  'empty both tables': {
    expected: ['tail-cut'],
    database: async (tx) => void (await Promise.all([tx.query('delete from audit where practice = $1', [tx.practice]), tx.query('delete from audit_seal where practice = $1', [tx.practice])])),
  },
  'edit a row and its digest in the seal': {
    expected: ['seal-altered'],
    database: async (tx, random) => {
      const { seq } = await seqOf(tx, random);
      const [seal] = await tx.query<{ before: number }>('select total - rows as before from audit_seal where practice = $1 and seq = $2', [tx.practice, seq]);
      const first = (await tx.query<Place>(PLACES, [tx.practice]))[seal?.before ?? 0];
      await tx.query(`update audit set actor = 'somebody-else' where practice = $1 and id = $2::text::uuid`, [tx.practice, first?.id ?? '']);
      await tx.query(
        `update audit_seal set leaves = overlay(leaves placing (select sha256(convert_to(${LINE}, 'UTF8')) from audit a where a.practice = $1 and a.id = $3::text::uuid) from 1 for 32)
         where practice = $1 and seq = $2`,
        [tx.practice, seq, first?.id ?? ''],
      );
    },
  },
  'edit the time of a seal': {
    expected: ['seal-altered'],
    database: async (tx, random) => void (await tx.query(`update audit_seal set at = at - interval '1 hour' where practice = $1 and seq = $2`, [tx.practice, (await seqOf(tx, random)).seq])),
  },
  'edit the hash of a seal': {
    expected: ['seal-altered', 'rewritten'],
    database: async (tx, random) => void (await tx.query(`update audit_seal set hash = sha256(hash) where practice = $1 and seq = $2`, [tx.practice, (await seqOf(tx, random)).seq])),
  },
  'delete a seal': {
    expected: ['seal-missing', 'tail-cut'],
    database: async (tx, random) => void (await tx.query(`delete from audit_seal where practice = $1 and seq = $2`, [tx.practice, (await seqOf(tx, random)).seq])),
  },
  'edit an anchor': {
    expected: ['anchor-false'],
    anchors: (lines, random) => {
      const at = random.between(0, lines.length - 1);
      return lines.map((line, index) => (index === at ? line.replace(/"total":(\d)/, (_all, digit: string) => `"total":${(Number(digit) % 9) + 1}`) : line));
    },
  },
  'cut the anchor file': { expected: ['anchor-cut'], anchors: (lines, random) => lines.slice(0, random.between(0, lines.length - 2)) },
  'remove the anchor file': { expected: ['anchor-cut'], anchors: () => [] },
};
