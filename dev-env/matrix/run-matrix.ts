import type { FastifyInstance } from 'fastify';
import { put, write } from '../../scripts/proofs/sample-records.ts';
import { askOne, type AuditSince } from './ask-one.ts';
import { PRACTICE, type SignedIn } from './askers.ts';
import { type Target, TARGETS } from './axes.ts';
import { generalAsks, isPublic, publicPath } from './general.ts';
import { throwAway } from './records.ts';
import { type Ask, readsOf } from './requests.ts';
import type { World } from './world.ts';
import { type Scratch, type Scratches, writesOf } from './writes.ts';

/** What a run of the matrix came to. */
export interface MatrixTally {
  cells: number;
  /** Cells by class: `method route → verdict`. */
  classes: Map<string, number>;
  /** Every wrong cell, with enough to ask it again. */
  wrong: string[];
  /** Routes of the server that no request went to. */
  uncovered: string[];
  /** How long a read took to be not found, in milliseconds: of things that are there and must not be told of, and of things that never were. */
  hidden: number[];
  never: number[];
}

export interface MatrixOptions {
  app?: FastifyInstance;
  /** Which cells to ask; all unless said. */
  choose?: (asker: SignedIn, target: Target | undefined, ask: Ask, n: number) => boolean;
  lanes?: number;
  /** Whether the public routes are asked too. */
  hasPublic?: boolean;
  progress?: (message: string) => void;
}

/** Runs so far in this process: each has copies of its own. */
let runs = 0;
const NOBODY_ELSE: Target = { id: 'nobody', family: '', standing: 'registered', sensitivity: 'normal' };

/** Asks every cell of the matrix: each route as each asker of each record. */
export async function runMatrix(world: World, { app = world.server.app, choose = () => true, lanes = 4, hasPublic = true, progress }: MatrixOptions = {}): Promise<MatrixTally> {
  const tally: MatrixTally = { cells: 0, classes: new Map(), wrong: [], uncovered: [], hidden: [], never: [] };
  runs++;
  const twins = new Map<string, string>();
  const covered = new Set<string>();
  let n = 0;

  /** Whether the cell is to be asked. */
  function isChosen(asker: SignedIn, target: Target | undefined, ask: Ask): boolean {
    covered.add(ask.route);
    return choose(asker, target, ask, n++);
  }

  async function cell(asker: SignedIn, target: Target | undefined, ask: Ask, audit: AuditSince): Promise<number> {
    const { verdict, status, milliseconds, never, faults } = await askOne(app, asker, target ?? NOBODY_ELSE, ask, audit, twins);
    tally.cells++;
    if (tally.cells % 10_000 === 0) progress?.(`${tally.cells} cells, ${tally.wrong.length} wrong`);
    const kind = `${ask.route} → ${verdict}`;
    tally.classes.set(kind, (tally.classes.get(kind) ?? 0) + 1);
    if (verdict === 'not-found' && ask.route === 'GET /:ods/fhir/r4/:type/:id') {
      tally.hidden.push(milliseconds);
      if (never !== undefined) tally.never.push(never);
    }
    for (const fault of faults) tally.wrong.push(`${asker.key} · ${target?.id ?? '-'} · ${ask.route} (${ask.name}): ${fault}`);
    return status;
  }

  async function asAsker(asker: SignedIn): Promise<void> {
    const audit = auditOf(world, asker);
    for (const target of TARGETS) for (const ask of readsOf(target)) if (isChosen(asker, target, ask)) await cell(asker, target, ask, audit);
    for (const target of TARGETS) await askWrites(world, asker, target, (ask) => isChosen(asker, target, ask), (ask) => cell(asker, target, ask, audit));
    for (const ask of generalAsks(world.spare, world.alert)) if (isChosen(asker, undefined, ask)) await cell(asker, undefined, ask, audit);
  }

  const queue = [...world.askers];
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (let asker = queue.shift(); asker !== undefined; asker = queue.shift()) await asAsker(asker);
  }));
  for (const { method, url } of app.routeRules) {
    const route = `${method} ${url}`;
    if (isPublic(route.replace(/^HEAD /, 'GET '))) {
      covered.add(route);
      if (hasPublic) await cellOfPublic(world, app, route, tally);
    } else if (!covered.has(route) && !covered.has(route.replace(/^HEAD /, 'GET '))) tally.uncovered.push(route);
  }
  return tally;
}

/** A public route shows nobody's data and does not fall over, asked without a session. */
async function cellOfPublic(world: World, app: FastifyInstance, route: string, tally: MatrixTally): Promise<void> {
  const [method = 'GET'] = route.split(' ');
  const { statusCode, body } = await app.inject({ method: method as 'GET', url: publicPath(route), ...(method === 'POST' ? { headers: { 'content-type': 'application/json' }, payload: '{}' } : {}) });
  tally.cells++;
  tally.classes.set('public → shows no patient', (tally.classes.get('public → shows no patient') ?? 0) + 1);
  if (statusCode >= 500 || body.includes('cnry_')) tally.wrong.push(`nobody · - · ${route}: answered ${statusCode}${body.includes('cnry_') ? ' with a patient’s data' : ''}`);
}

/** The writing cells of one asker and record, each with the copy it aims at made ready first. */
async function askWrites(world: World, asker: SignedIn, target: Target, isChosen: (ask: Ask) => boolean, cell: (ask: Ask) => Promise<number>): Promise<void> {
  const lane = asker.key.replaceAll(/[^A-Za-z0-9]/g, '-').slice(0, 30);
  const scratch: Partial<Scratches> = {};
  const none: Scratch = { id: 'none', version: 1 };
  const unready = writesOf(target, { observation: none, restricted: none, appointment: none, patient: { content: '{}', version: 1 } }, '');
  let made = 0;
  for (const [i, planned] of unready.entries()) {
    if (!isChosen(planned)) continue;
    const copies = { observation: await fresh('observation'), restricted: await fresh('restricted'), appointment: await fresh('appointment') };
    const ask = writesOf(target, { ...copies, patient: await standing(world, target) }, `${runs}-${lane}-${target.id}`.slice(0, 50))[i] ?? planned;
    const status = await cell(ask);
    if (ask.uses !== undefined && status < 300) delete scratch[ask.uses];
    if (ask.need.is === 'ability' && status < 300) {
      await world.owner.transaction(PRACTICE, (tx) => tx.query(`delete from access_grant where practice = $1 and account = $2 and reason = 'the matrix of tests'`, [PRACTICE, asker.account]));
    }
  }

  async function fresh(kind: keyof Scratches): Promise<Scratch> {
    const kept = scratch[kind];
    if (kept !== undefined) return kept;
    const one = { id: `${lane}-${target.id.slice(0, 20)}-${kind.slice(0, 3)}${made++}-${runs}`.slice(-64).replace(/^-/, ''), version: 1 };
    await write(world.server.database.app, PRACTICE, [put(throwAway(kind === 'appointment' ? 'Appointment' : 'Observation', target.id, one.id, kind === 'restricted'))]);
    scratch[kind] = one;
    return one;
  }
}

async function standing(world: World, { id }: Target): Promise<{ content: string; version: number }> {
  const [row] = await world.owner.query<{ content: string; version: number }>(`select content, version from resource where practice = $1 and type = 'Patient' and id = $2`, [PRACTICE, id]);
  return row ?? { content: '{}', version: 1 };
}

/** The audit's rows of one asker, each time those since the last. */
function auditOf({ owner }: World, { account }: SignedIn): AuditSince {
  let after = '0';
  return async () => {
    const rows = await owner.query<{ outcome: string; sequence: string }>(
      `select outcome, sequence::text as sequence from audit where practice = $1 and actor = $2 and sequence > $3::text::bigint and at > now() - interval '1 minute' order by sequence`, [PRACTICE, account, after]);
    after = rows.at(-1)?.sequence ?? after;
    return rows;
  };
}
