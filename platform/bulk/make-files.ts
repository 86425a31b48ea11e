import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Database } from '../store/database.ts';
import { list } from '../store/list.ts';
import { auditExport } from './audit-export.ts';
import type { Question } from './question.ts';
import { openRows } from './rows.ts';

const zip = promisify(gzip);
/** Characters of NDJSON in one file: what is held in memory. */
const FILE_CHARACTERS = 8 * 1024 * 1024;
/** After so many failures its asker is told that it will not come. */
const MOST_FAILURES = 4;

interface Taken {
  account: string;
  scope: string;
  question: string;
}

/** The export was ended, has expired, or is another worker's by now. */
class Overtaken extends Error {}

/**
 * Makes the files of an export, all from one moment: what stood when it began, as the program that asked may see it. Memory
 * is one file's. Of two workers at the same export only the later adds files. Does nothing for one that was ended.
 */
export async function makeFiles(db: Database, practice: string, id: string): Promise<void> {
  const attempt = randomUUID();
  const [taken] = await db.transaction(practice, async (tx) => {
    const rows = await tx.query<Taken>(
      `update export set status = 'running', attempt = $3::uuid, resources = 0
       where practice = $1 and id = $2::uuid and status in ('waiting', 'running') and expires > now() returning account, scope, question`,
      [practice, id, attempt],
    );
    if (rows.length > 0) await tx.query(`delete from export_file where practice = $1 and export = $2::uuid`, [practice, id]);
    return rows;
  });
  if (taken === undefined) return;
  try {
    await write(db, practice, id, attempt, taken);
  } catch (error) {
    if (error instanceof Overtaken) return;
    await db.transaction(practice, (tx) =>
      tx.query(
        `update export set failures = failures + 1, status = case when failures + 1 < ${MOST_FAILURES} then 'waiting' else 'failed' end
         where practice = $1 and id = $2::uuid and attempt = $3::uuid`,
        [practice, id, attempt],
      ),
    );
    throw error;
  }
}

async function write(db: Database, practice: string, id: string, attempt: string, { account, scope, question }: Taken): Promise<void> {
  let [files, resources] = [0, 0];
  const file = { type: '', lines: [] as string[], characters: 0, patients: new Set<string>() };
  const close = async (): Promise<void> => {
    if (file.lines.length === 0) return;
    const body = await zip(`${file.lines.join('\n')}\n`);
    const added = await db.transaction(practice, (tx) =>
      tx.query(
        `with mine as (update export set resources = resources + $5 where practice = $1 and id = $2::uuid and attempt = $6::uuid and expires > now() returning 1)
         insert into export_file (practice, export, number, type, resources, body, patients) select $1, $2::uuid, $3, $4, $5, $7, $8 from mine returning 1`,
        [practice, id, files + 1, file.type, file.lines.length, attempt, body, list([...file.patients])],
      ),
    );
    if (added.length === 0) throw new Overtaken();
    files++;
    resources += file.lines.length;
    file.lines = [];
    file.characters = 0;
    file.patients.clear();
  };
  const moment = await db.transaction(practice, async (tx) => {
    const [started] = await tx.query<{ at: Date }>(`select now() as at`, []);
    for await (const { type, patient, content } of openRows(tx, account, scope.split(' '), JSON.parse(question) as Question)) {
      if (type !== file.type || file.characters > FILE_CHARACTERS) await close();
      file.type = type;
      file.lines.push(content);
      if (patient !== '') file.patients.add(patient);
      file.characters += content.length;
    }
    await close();
    return started?.at ?? new Date();
  });
  await db.transaction(practice, async (tx) => {
    const done = await tx.query(`update export set status = 'done', moment = $4 where practice = $1 and id = $2::uuid and attempt = $3::uuid returning 1`, [practice, id, attempt, moment.toISOString()]);
    if (done.length > 0) await auditExport(tx, account, `export/${id}`, `${resources} resources in ${files} files`);
  });
}
