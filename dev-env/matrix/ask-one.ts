import type { FastifyInstance } from 'fastify';
import { PRACTICE, type SignedIn } from './askers.ts';
import { ALL_KINDS, canary, type Target, TARGETS } from './axes.ts';
import { isStranger, judge, sees, type Verdict, visibleCanaries } from './oracle.ts';
import type { Ask } from './requests.ts';

/** What one cell of the matrix came to. */
export interface CellResult {
  verdict: Verdict;
  status: number;
  milliseconds: number;
  /** How long the same took for an id that never was, where that was asked. */
  never: number | undefined;
  /** What is wrong, each in words; empty where the cell is right. */
  faults: string[];
}

/** The audit's rows about the asker since the last look. */
export type AuditSince = () => Promise<readonly { outcome: string }[]>;

const STATUS: Record<Exclude<Verdict, 'allowed'>, number> = { unauthenticated: 401, forbidden: 403, 'not-found': 404, dangling: 422 };
const GUARDED_NAMES = TARGETS.filter(({ sensitivity }) => sensitivity === 'high-profile' || sensitivity === 'sealed').map(({ id }) => canary(id, 'name'));
const visible = new Map<string, ReadonlySet<string>>();

/** Makes one request as one asker and compares everything that comes of it with the oracle. */
export async function askOne(app: FastifyInstance, asker: SignedIn, target: Target, ask: Ask, audit: AuditSince, twins: Map<string, string>): Promise<CellResult> {
  const verdict = judge(asker, target, ask.need);
  const from = performance.now();
  const answer = await send(app, asker, ask);
  const milliseconds = performance.now() - from;
  const faults = [...statusFaults(verdict, ask, answer), ...canaryFaults(asker, target, ask, verdict, answer.body)];
  let never: number | undefined;
  if ((verdict === 'not-found' || verdict === 'dangling') && ask.twin !== undefined && answer.statusCode === STATUS[verdict]) {
    const compared = await compareTwin(app, asker, target, ask, answer, twins);
    never = compared.milliseconds;
    faults.push(...compared.faults);
  }
  if (asker.kind !== 'nobody' && ask.need.is !== 'public') faults.push(...auditFaults(verdict, ask, await audit()));
  return { verdict, status: answer.statusCode, milliseconds, never, faults };
}

/** What came back. */
interface Answer {
  statusCode: number;
  body: string;
  headers: Record<string, unknown>;
}

async function send(app: FastifyInstance, asker: SignedIn, { route, path, body, headers = {} }: Pick<Ask, 'route' | 'path' | 'body' | 'headers'>): Promise<Answer> {
  const [method = 'GET'] = route.split(' ');
  const url = `/${PRACTICE}${path}`.replaceAll(/[|,]/g, encodeURIComponent);
  if (path === '/events') return listen(app, url, asker.headers);
  const type = body === undefined || headers['content-type'] !== undefined ? {} : { 'content-type': 'application/fhir+json' };
  return app.inject({
    method: method as 'GET', url, headers: { ...asker.headers, ...type, ...headers },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

/** A line that stays open: what it says first, by a socket of its own. */
async function listen(app: FastifyInstance, url: string, headers: Record<string, string>): Promise<Answer> {
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('The server is not listening');
  const stop = new AbortController();
  const answer = await fetch(`http://127.0.0.1:${address.port}${url}`, { headers, signal: stop.signal });
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = answer.body?.getReader();
  const first = await reader?.read();
  stop.abort();
  return { statusCode: answer.status, body: new TextDecoder().decode(first?.value), headers: {} };
}

function statusFaults(verdict: Verdict, { ok }: Ask, { statusCode }: Answer): string[] {
  const right = verdict !== 'allowed' ? statusCode === STATUS[verdict] : ok === undefined ? statusCode >= 200 && statusCode < 300 : ok.includes(statusCode);
  return right ? [] : [`should be ${verdict}, answered ${statusCode}`];
}

/** Nothing that is not theirs to see in any answer; and in one that is allowed, what was asked for. */
function canaryFaults(asker: SignedIn, target: Target, ask: Ask, verdict: Verdict, body: string): string[] {
  let mine = visible.get(asker.key);
  if (mine === undefined) visible.set(asker.key, (mine = visibleCanaries(asker)));
  const shown = new Set(body.match(/cnry_[a-z-]+_[a-z-]+_/g));
  const named = new Set(ask.names === true && verdict === 'allowed' ? GUARDED_NAMES : []);
  const faults = [...shown].filter((word) => !mine.has(word) && !named.has(word) && !(verdict === 'allowed' && isEchoed(asker, ask, word))).map((word) => `showed ${word}`);
  for (const word of named) if (!shown.has(word)) faults.push(`did not show ${word}`);
  const isFound = verdict === 'allowed' && (ask.foundBy ?? []).every((kind) => sees(asker, target, kind));
  if (isFound) faults.push(...ask.shows.filter((kind) => sees(asker, target, kind) && !shown.has(canary(target.id, kind))).map((kind) => `did not show ${canary(target.id, kind)}`));
  else faults.push(...ALL_KINDS.map((kind) => canary(target.id, kind)).filter((word) => shown.has(word) && mine.has(word)).map((word) => `told of ${word}, by what it is not to be found by`));
  return faults;
}

/** A token that writes and does not read gets its own words back, where nothing but its scopes withholds them. */
function isEchoed(asker: SignedIn, { body }: Ask, word: string): boolean {
  return body !== undefined && JSON.stringify(body).includes(word) && visibleCanaries({ ...asker, scopes: null }).has(word);
}

/** What must not be known to be there is answered as what never was. */
async function compareTwin(app: FastifyInstance, asker: SignedIn, target: Target, ask: Ask, answer: Answer, twins: Map<string, string>): Promise<{ faults: string[]; milliseconds: number | undefined }> {
  const key = `${isStranger(asker)} ${asker.own !== null} ${asker.role} ${ask.route} ${ask.name}`;
  let wanted = twins.get(key);
  let milliseconds: number | undefined;
  if (wanted === undefined) {
    const from = performance.now();
    wanted = told(await send(app, asker, { ...ask, ...ask.twin }), 'never-was');
    milliseconds = performance.now() - from;
    twins.set(key, wanted);
  }
  const id = /[A-Za-z]+\/([A-Za-z0-9.-]+)/.exec(ask.path.replace('/fhir/r4/', '').replace(/^\/drafts/, 'drafts'))?.[1] ?? target.id;
  const got = told(answer, id);
  return { faults: got === wanted ? [] : [`is told apart from what never was: ${got} instead of ${wanted}`], milliseconds };
}

function told({ statusCode, body, headers }: Answer, id: string): string {
  const { date: _date, 'content-length': _length, ...rest } = headers;
  return [statusCode, body.replaceAll(id, '…').replaceAll('never-was', '…').replace(/…-[a-z-]+/g, '…'), JSON.stringify(rest)].join(' ');
}

function auditFaults(verdict: Verdict, { audited, quiet, need }: Ask, rows: readonly { outcome: string }[]): string[] {
  const count = (...outcomes: string[]): number => rows.filter(({ outcome }) => outcomes.includes(outcome)).length;
  if (verdict === 'forbidden') return [...(count('refused') > 0 ? [] : ['left no refusal in the audit']), ...(count('success') > 0 ? ['was audited as a success'] : [])];
  if (verdict === 'not-found' && quiet === true) return [];
  if (verdict === 'not-found') return [...(count('refused', 'failed') > 0 ? [] : ['left nothing in the audit']), ...(count('success') > 0 ? ['was audited as a success'] : [])];
  if (verdict === 'dangling') return [...(count('refused') > 0 ? [] : ['left no refusal in the audit']), ...(count('success') > 0 ? ['was audited as a success'] : [])];
  if (verdict === 'allowed' && audited && need.is !== 'entries') return count('success') > 0 ? [] : ['left no row in the audit'];
  return [];
}
