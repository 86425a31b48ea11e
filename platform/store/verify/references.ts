import { list, listOf } from '../list.ts';
import type { Moment } from './moment.ts';
import { addFault, type VerifyReport } from './report.ts';

/** Literal references within the practice; contained, absolute and logical ones are not ours to follow. */
const REFERENCE = /"reference":"([A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64})(?:\/_history\/[^"]*)?"/g;
const BATCH = 1000;

/** Every reference of every current resource leads to a resource that stands. */
export async function checkReferences(moment: Moment, practice: string, report: VerifyReport): Promise<void> {
  /** Target, and one resource that refers to it. */
  let waiting = new Map<string, string>();
  const ask = async (): Promise<void> => {
    const missing = await moment.query<{ target: string }>(
      `select k.target from unnest(${listOf(2)}) as k(target)
       where (select true from resource r where r.practice = $1 and r.type = split_part(k.target, '/', 1) and r.id = split_part(k.target, '/', 2)) is null`,
      [practice, list([...waiting.keys()])],
    );
    for (const { target } of missing) addFault(report, { practice, check: 'references', target: waiting.get(target) ?? '', message: `refers to ${target}, which is not here` });
    waiting = new Map();
  };
  const resources = moment.rows<{ name: string; content: string }>(
    `select type || '/' || id as name, content from resource where practice = current_setting('app.practice', true) order by patient, record_version`,
  );
  for await (const { name, content } of resources) {
    for (const [, target = ''] of content.matchAll(REFERENCE)) {
      report.counts.references++;
      if (!waiting.has(target)) waiting.set(target, name);
    }
    if (waiting.size >= BATCH) await ask();
  }
  if (waiting.size > 0) await ask();
}
