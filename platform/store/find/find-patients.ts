import type { Database, Transaction } from '../database.ts';
import { list, listOf } from '../list.ts';
import { auditRead, contentFor, type Reader, readerValues, visiblePatient, visibleTo } from '../reader.ts';
import { nearWords } from './near-words.ts';
import { type FindQuery, readFindQuery } from './read-query.ts';
import { slipScore } from './slip-score.ts';

export interface FoundPatient {
  /** The Patient's JSON. */
  content: string;
  /** 1 for a match as typed, less for one that forgives typing. */
  score: number;
}

/**
 * Finds patients as one types: any part of a name, a date of birth, an NHS number, in any order. Matches as typed
 * come first, by name; where they are few, those follow whom a slip of the fingers would explain. Empty for a text
 * that says nothing yet.
 */
export async function findPatients(db: Database, practice: string, text: string, count: number, today: string, reader: Reader): Promise<FoundPatient[]> {
  const query = readFindQuery(text, today);
  if (query.words.length === 0 && query.birthDates.length === 0 && query.nhsNumber === undefined) return [];
  const exact = await db.transaction(practice, async (tx) => {
    // The text itself is not audited: it may be a name. Which patients are then opened is.
    const [rows] = await Promise.all([exactMatches(tx, query, count, reader), auditRead(tx, reader, 'search', '', 'Patient/$find')]);
    return rows;
  });
  const asTyped = exact.map(({ content }) => ({ content, score: 1 }));
  if (exact.length >= Math.min(count, 5) || query.words.join('').length < 3) return asTyped;
  const near = await Promise.all(query.words.map((word) => nearWords(db, practice, word)));
  const known = new Set(exact.map((row) => row.patient));
  const close = await db.transaction(practice, (tx) => closeMatches(tx, query, near, count - exact.length, known, reader));
  return [...asTyped, ...close];
}

/** Names looked at for slips: enough for the right one to be among them, few enough to rank at once. */
const CANDIDATES = 500;

const END = `U&'\\+10FFFF'`;

/** What the reader may see; parameters 2, 3 and 4. */
const VISIBLE = visiblePatient(2, 'i');

/** Conditions on the date of birth and NHS number; parameters 6, 7 and 8. */
const IDENTITY = `($6 = '' or exists (select from unnest(${listOf(7)}) b(text) where i.birth_date >= b.text and i.birth_date < b.text || ${END}))
  and ($8 = '' or (i.nhs_number >= $8 and i.nhs_number < $8 || ${END}))`;

function identityValues({ birthDates, nhsNumber }: FindQuery): [string, string, string] {
  return [birthDates.length > 0 ? 'given' : '', list(birthDates), nhsNumber ?? ''];
}

/**
 * Matches as typed, those first whose family name begins with the first word typed. For one word the index gives these
 * in order, so reading ends when there are enough; the others have all to be found before they can be ordered, and are
 * asked for only when the first are too few.
 */
async function exactMatches(tx: Transaction, query: FindQuery, count: number, reader: Reader): Promise<{ patient: string; content: string }[]> {
  if (query.words.length !== 1) return matches(tx, query, bearing(query.words), count, reader);
  const first = await matches(tx, query, BY_FAMILY, count, reader);
  if (first.length === count) return first;
  return [...first, ...(await matches(tx, query, `${bearing(query.words)} and not (${BY_FAMILY})`, count - first.length, reader))];
}

const BY_FAMILY = `i.sort_name >= $9 and i.sort_name < $9 || ${END}`;

/** Who bears every word typed, from the index of words alone: other rows are read for those only who bear them all. */
function bearing(words: readonly string[]): string {
  const each = words.map((_, n) => `select w.patient from patient_name w where w.practice = $1 and w.word >= $${9 + n} and w.word < $${9 + n} || ${END}`);
  return each.length === 0 ? 'true' : `i.patient in (${each.join(' intersect ')})`;
}

function matches(tx: Transaction, query: FindQuery, names: string, count: number, reader: Reader): Promise<{ patient: string; content: string }[]> {
  const family = query.words.length > 1 ? `(${BY_FAMILY})` : 'true';
  return tx.query(
    `select f.patient, ${contentFor(2)} as content from (
       select i.patient, row_number() over (order by ${family} desc, i.sort_name, i.birth_date, i.patient) as place from patient_index i
       where i.practice = $1 and ${VISIBLE} and ${IDENTITY} and ${names}
       order by place limit $5) f
     join resource r on r.practice = $1 and r.type = 'Patient' and r.id = f.patient
     order by f.place`,
    [tx.practice, ...readerValues(reader), count, ...identityValues(query), ...query.words],
  );
}

/** Those with a near word for each word typed, ranked by how few slips would explain it. */
async function closeMatches(tx: Transaction, query: FindQuery, near: readonly string[][], count: number, known: ReadonlySet<string>, reader: Reader): Promise<FoundPatient[]> {
  const words = near.map((_, n) => `i.patient in (select w.patient from patient_name w where w.practice = $1 and w.word = any(${listOf(9 + n)}))`);
  const candidates = await tx.query<{ patient: string; names: string }>(
    `select i.patient, i.names from patient_index i
     where i.practice = $1 and ${VISIBLE} and ${[IDENTITY, ...words].join(' and ')} order by i.sort_name, i.patient limit $5`,
    [tx.practice, ...readerValues(reader), CANDIDATES, ...identityValues(query), ...near.map(list)],
  );
  const ranked = candidates
    .map(({ patient, names }) => ({ patient, names, score: slipScore(query.words, names.split(' ')) }))
    .filter(({ patient, score }) => score > 0 && !known.has(patient))
    .sort((a, b) => b.score - a.score || (a.names < b.names ? -1 : 1))
    .slice(0, count);
  const contents = await tx.query<{ id: string; content: string }>(
    `select r.id, ${contentFor(3)} as content from resource r where r.practice = $1 and r.type = 'Patient' and r.id = any(${listOf(2)}) and ${visibleTo(3)}`,
    [tx.practice, list(ranked.map(({ patient }) => patient)), ...readerValues(reader)],
  );
  const byId = new Map(contents.map(({ id, content }) => [id, content]));
  return ranked.flatMap(({ patient, score }) => {
    const content = byId.get(patient);
    return content === undefined ? [] : [{ content, score: Math.min(score, 0.99) }];
  });
}
