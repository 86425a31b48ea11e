import type { Database, Transaction } from '../database.ts';
import { list, listOf } from '../list.ts';
import { auditRead, type Reader, visibleTo } from '../reader.ts';
import { type FindQuery, readFindQuery } from './read-query.ts';

export interface FoundPatient {
  /** The Patient's JSON. */
  content: string;
  /** 1 for a match as typed, less for one that forgives typing. */
  score: number;
}

/**
 * Finds patients as one types: any part of a name, a date of birth, an NHS number, in any order. Matches as typed
 * come first, by name; where they are few, names that sound like a slip of the fingers follow. Empty for a text
 * that says nothing yet.
 */
export async function findPatients(db: Database, practice: string, text: string, count: number, today: string, reader: Reader): Promise<FoundPatient[]> {
  const query = readFindQuery(text, today);
  if (query.words.length === 0 && query.birthDates.length === 0 && query.nhsNumber === undefined) return [];
  return db.transaction(practice, async (tx) => {
    // The text itself is not audited: it may be a name. Which patients are then opened is.
    const [exact] = await Promise.all([exactMatches(tx, query, count, reader), auditRead(tx, reader, 'search', '', 'Patient/$find')]);
    if (exact.length >= Math.min(count, 5) || query.words.join('').length < 3) return exact.map(({ content }) => ({ content, score: 1 }));
    const known = new Set(exact.map((row) => row.patient));
    const close = (await closeMatches(tx, query, count, reader)).filter((row) => !known.has(row.patient));
    return [...exact.map(({ content }) => ({ content, score: 1 })), ...close.map(({ content, score }) => ({ content, score: score * 0.9 }))].slice(0, count);
  });
}

const END = `U&'\\+10FFFF'`;

/** Conditions on the date of birth and NHS number; parameters 5, 6 and 7. */
const IDENTITY = `($5 = '' or exists (select from unnest(${listOf(6)}) b(text) where i.birth_date >= b.text and i.birth_date < b.text || ${END}))
  and ($7 = '' or (i.nhs_number >= $7 and i.nhs_number < $7 || ${END}))`;

function identityValues({ birthDates, nhsNumber }: FindQuery): [string, string, string] {
  return [birthDates.length > 0 ? 'given' : '', list(birthDates), nhsNumber ?? ''];
}

async function exactMatches(tx: Transaction, query: FindQuery, count: number, reader: Reader): Promise<{ patient: string; content: string }[]> {
  const words = query.words.map(
    (_, n) => `i.patient in (select w.patient from patient_name w where w.practice = $1 and w.word >= $${8 + n} and w.word < $${8 + n} || ${END})`,
  );
  const first = query.words.length > 0 ? `(i.sort_name >= $8 and i.sort_name < $8 || ${END}) desc,` : '';
  return tx.query(
    `select i.patient, r.content from patient_index i
     join resource r on r.practice = $1 and r.type = 'Patient' and r.id = i.patient
     where i.practice = $1 and ${visibleTo(2, 3)} and ${[IDENTITY, ...words].join(' and ')}
     order by ${first} i.sort_name, i.birth_date, i.patient limit $4`,
    [tx.practice, reader.audience, reader.own, count, ...identityValues(query), ...query.words],
  );
}

async function closeMatches(tx: Transaction, query: FindQuery, count: number, reader: Reader): Promise<{ patient: string; content: string; score: number }[]> {
  return tx.query(
    `select i.patient, r.content, f.score from fuzzy_patients($8, 200) f
     join patient_index i on i.practice = $1 and i.patient = f.patient
     join resource r on r.practice = $1 and r.type = 'Patient' and r.id = i.patient
     where ${visibleTo(2, 3)} and ${IDENTITY}
     order by f.score desc, i.sort_name limit $4`,
    [tx.practice, reader.audience, reader.own, count, ...identityValues(query), query.words.join(' ')],
  );
}
