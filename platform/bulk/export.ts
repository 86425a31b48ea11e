import type { Transaction } from '../store/database.ts';
import type { Question } from './question.ts';

/** A bulk export as its asker may know of it. */
export interface Export {
  id: string;
  scope: string;
  request: string;
  question: Question;
  status: 'waiting' | 'running' | 'done' | 'failed';
  /** What the files hold is what stood then. */
  moment: Date | null;
  expires: Date;
  resources: number;
}

export interface ExportFile {
  number: number;
  type: string;
  resources: number;
}

/** The account's own export, or undefined: of another's, as of one that has expired, nothing is told. */
export async function findExport(tx: Transaction, account: string, id: string): Promise<Export | undefined> {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
  const [row] = await tx.query<Omit<Export, 'question'> & { question: string }>(
    `select id, scope, request, question, status, moment, expires, resources from export where practice = $1 and id = $2::uuid and account = $3 and expires > now()`,
    [tx.practice, id, account],
  );
  return row === undefined ? undefined : { ...row, question: JSON.parse(row.question) as Question };
}

export function listFiles(tx: Transaction, id: string): Promise<ExportFile[]> {
  return tx.query(`select number, type, resources from export_file where practice = $1 and export = $2::uuid order by number`, [tx.practice, id]);
}

/** With the file itself, and the patients in it as a list's parameter (store/list.ts). */
export interface WholeFile extends ExportFile {
  body: Uint8Array;
  patients: string;
}

/** One file, as gzip; undefined where there is none of that number. */
export async function readFile(tx: Transaction, id: string, number: number): Promise<WholeFile | undefined> {
  const [row] = await tx.query<WholeFile>(
    `select number, type, resources, body, patients from export_file where practice = $1 and export = $2::uuid and number = $3`,
    [tx.practice, id, number],
  );
  return row;
}

/** Ends an export and removes its files; a worker at it finds out with its next file. */
export async function removeExport(tx: Transaction, id: string): Promise<void> {
  await tx.query(`delete from export_file where practice = $1 and export = $2::uuid`, [tx.practice, id]);
  await tx.query(`delete from export where practice = $1 and id = $2::uuid`, [tx.practice, id]);
}

/** Removes what has expired. */
export async function removeExpired(tx: Transaction): Promise<void> {
  await tx.query(`delete from export_file f using export e where e.practice = $1 and e.expires <= now() and f.practice = $1 and f.export = e.id`, [tx.practice]);
  await tx.query(`delete from export where practice = $1 and expires <= now()`, [tx.practice]);
}
