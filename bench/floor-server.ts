/**
 * The floor: what the same bytes cost when nothing is done with them. A bare node:http server over the bare
 * driver, no sign-in, no audit, no tenancy, no search rows. Started by bench/main.ts as a process of its own.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import postgres from 'postgres';
import type { ConnectionOptions } from '../platform/store/database.ts';

const told = once(process, 'message');
process.send?.('listening for the connection');
const [connection] = (await told) as [ConnectionOptions];
const sql = postgres({ ...connection, max: 12, fetch_types: false, onnotice: () => undefined, connection: { search_path: 'jenner,public' } });
const PREPARED = { prepare: true } as const;
const JSON_TYPE = { 'content-type': 'application/fhir+json' };

await sql.unsafe('drop table if exists bench_floor; create table bench_floor (content text)');

async function handle(path: string, query: URLSearchParams, body: string): Promise<{ bytes: Buffer; headers: Record<string, string> }> {
  switch (path) {
    case '/snapshot':
    case '/snapshot-and-row': {
      // A read that is audited before it is answered cannot do less than one row on the disk.
      const row = path === '/snapshot' ? '' : `with a as (insert into bench_floor (content) values ('read'))`;
      const [found] = await sql.unsafe(`${row} select body from snapshot where practice = $1 and patient = $2 and audience = 1`, ['A20047', query.get('patient') ?? ''], PREPARED).raw();
      const text = found?.[0] ?? Buffer.alloc(0);
      return { bytes: Buffer.from(text.toString('latin1', 2), 'hex'), headers: { ...JSON_TYPE, 'content-encoding': 'gzip' } };
    }
    case '/rows': {
      const rows = await sql.unsafe('select content from resource where practice = $1 and patient = $2', ['A20047', query.get('patient') ?? ''], PREPARED).raw();
      return { bytes: Buffer.concat(rows.map(([content]) => content ?? Buffer.alloc(0))), headers: JSON_TYPE };
    }
    case '/resources':
    case '/resources-and-row': {
      const row = path === '/resources' ? '' : `with a as (insert into bench_floor (content) values ('read'))`;
      const rows = await sql.unsafe(
        `${row} select r.content from unnest(string_to_array($2, ',')) k(key)
         join resource r on r.practice = $1 and r.type = split_part(k.key, '/', 1) and r.id = split_part(k.key, '/', 2)`,
        ['A20047', query.get('keys') ?? ''],
        PREPARED,
      ).raw();
      return { bytes: Buffer.concat(rows.map(([content]) => content ?? Buffer.alloc(0))), headers: JSON_TYPE };
    }
    case '/names': {
      const word = query.get('word') ?? '';
      const rows = await sql.unsafe(
        `select r.content from patient_name n join resource r on r.practice = n.practice and r.type = 'Patient' and r.id = n.patient
         where n.practice = $1 and n.word >= $2 and n.word < $3 limit 20`,
        ['A20047', word, `${word}\u{10FFFF}`],
        PREPARED,
      ).raw();
      return { bytes: Buffer.concat(rows.map(([content]) => content ?? Buffer.alloc(0))), headers: JSON_TYPE };
    }
    case '/write':
      // A JSON array: one row for each of its elements, one commit.
      await sql.unsafe('insert into bench_floor (content) select value::text from json_array_elements($1::text::json)', [body], PREPARED);
      return { bytes: Buffer.from(body), headers: JSON_TYPE };
    default:
      return { bytes: Buffer.alloc(0), headers: {} };
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    handle(path, new URLSearchParams(query), Buffer.concat(chunks).toString()).then(
      ({ bytes, headers }) => response.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes),
      () => response.writeHead(500).end(),
    );
  });
}).listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'string' ? 0 : address?.port);
});
