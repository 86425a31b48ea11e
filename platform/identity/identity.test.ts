import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestDatabase, TEST_SECRETS, type TestDatabase } from '../../dev-env/test-database.ts';
import { secretOf } from '../store/secrets/seal.ts';
import { accountByUsername, disableAccount, listAccounts, type NewAccount, saveAccount } from './accounts.ts';
import { lockSession, readLocked } from './lock.ts';
import { openSession } from './open-session.ts';
import { endAllSessions, endOwnSession, listOwnSessions } from './own-sessions.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { endSession, issueAccessToken, resolveToken } from './sessions.ts';

const PRACTICE = 'A20047';
const PASSWORD = 'correct horse battery staple';
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('passwords', () => {
  it('are kept as salted scrypt, never twice the same, and tell right from wrong in any writing of a letter', async () => {
    const [first, second] = [await hashPassword('pässwörd-é'), await hashPassword('pässwörd-é')];
    assert.match(first, /^scrypt\$[\w-]{22}\$[\w-]{43}$/);
    assert.notEqual(first, second);
    assert.equal(await verifyPassword('pässwörd-é'.normalize('NFD'), first), true);
    for (const wrong of ['', 'pässwörd-é ', first]) assert.equal(await verifyPassword(wrong, first), false);
    for (const broken of ['', 'scrypt$$', 'scrypt$AAAA$AAAA']) assert.equal(await verifyPassword('', broken), false, broken);
  });
});

describe('accounts and sessions', () => {
  let db: TestDatabase;
  before(async () => {
    db = await startTestDatabase([PRACTICE, 'B81001']);
    for (const username of ['gp', 'idle', 'gone', 'changed', 'busy', 'lists']) await saveAccount(db.app, PRACTICE, account(username));
    await saveAccount(db.app, PRACTICE, { ...account('patient'), role: 'patient', reference: 'Patient/1' });
  });
  after(() => db.stop());

  const account = (username: string): NewAccount => ({ username, name: 'A name', role: 'gp', reference: 'Practitioner/1', password: PASSWORD, totpSecret: SECRET });
  const resolve = (token: string, use: 'active' | 'background' = 'active') => resolveToken(db.app, PRACTICE, token, use);
  const idOf = (username: string) => db.app.transaction(PRACTICE, async (tx) => (await accountByUsername(tx, username))?.id ?? '');
  const open = async (username: string, agent = 'a browser'): Promise<string> => {
    const id = await idOf(username);
    return (await db.app.transaction(PRACTICE, (tx) => openSession(tx, { account: id, role: 'gp', method: 'passkey', agent }))).token;
  };
  /** Ages the sessions of an account in the database. */
  async function age(column: 'used' | 'expires', minutes: number, username: string): Promise<void> {
    await db.owner.query(`update session set ${column} = now() - $1 * interval '1 minute' where practice = $3 and account = (select id from account where practice = $3 and username = $2)`, [minutes, username, PRACTICE]);
  }

  it('I35: the database itself takes no browser session that does not say which two factors opened it', async () => {
    const insert = (method: string | null) => db.owner.query(
      `insert into session (practice, token, kind, account, created, used, expires, method) values ('A20047', gen_random_uuid()::text, 'browser', 'x', now(), now(), now(), $1)`, [method]);
    await assert.rejects(insert(null), /session_two_factors/);
    await assert.rejects(insert('password'), /session_method_check/);
    await insert('passkey');
  });

  it('keeps neither the token, nor the password, nor the secret of codes anywhere in the database', async () => {
    const token = await open('gp');
    const issued = await issueAccessToken(db.app, PRACTICE, 'user/*.rs', 1);
    for (const table of ['session', 'account', 'audit']) {
      for (const secret of [token, issued, PASSWORD, SECRET]) {
        const [row] = await db.owner.query<{ n: number }>(`select count(*)::int as n from ${table} t where strpos(t::text, $1) > 0`, [secret]);
        assert.equal(row?.n, 0, table);
      }
    }
  });

  it('a session is one practice’s, and nothing else is taken for its token', async () => {
    const token = await open('gp');
    assert.equal((await resolve(token))?.username, 'gp');
    assert.equal(await resolveToken(db.app, 'B81001', token, 'active'), undefined);
    for (const none of ['', 'x', token.slice(1), token.toLowerCase()]) assert.equal(await resolve(none), undefined);
  });

  it('ends a session that is idle for 15 minutes, for a patient 30, and after 12 hours whatever is done', async () => {
    const [staff, own] = [await open('idle'), await open('patient')];
    assert.ok(Math.abs(((await resolve(staff))?.expires.getTime() ?? 0) - Date.now() - 12 * 3_600_000) < 10_000);
    await Promise.all([age('used', 14, 'idle'), age('used', 29, 'patient')]);
    assert.ok((await resolve(staff, 'background')) !== undefined && (await resolve(own, 'background')) !== undefined);
    await Promise.all([age('used', 16, 'idle'), age('used', 31, 'patient')]);
    assert.deepEqual([await resolve(staff), await resolve(own)], [undefined, undefined]);
    const locked = (token: string) => db.app.transaction(PRACTICE, (tx) => readLocked(tx, token));
    assert.equal((await locked(staff))?.account.username, 'idle', 'a member of staff can unlock');
    assert.equal(await locked(own), undefined, 'a patient signs in again');
    await age('expires', 0, 'idle');
    assert.equal(await resolve(staff), undefined);
    assert.equal(await locked(staff), undefined, 'after twelve hours there is nothing to unlock');
  });

  it('puts off the idle limit by what the user does, not by what the screen does by itself', async () => {
    const used = async (): Promise<Date | undefined> => (await db.owner.query<{ used: Date }>(`select used from session s join account a on a.practice = s.practice and a.id = s.account where username = 'busy'`, []))[0]?.used;
    const token = await open('busy');
    await age('used', 10, 'busy');
    await resolve(token, 'background');
    assert.ok(Date.now() - (await used() ?? new Date()).getTime() > 9 * 60_000, 'the background put it off');
    await resolve(token, 'active');
    assert.ok(Date.now() - (await used() ?? new Date(0)).getTime() < 60_000, 'active use did not put it off');
  });

  it('locking counts from the next request on; another session of the same person goes on', async () => {
    const [token, other] = [await open('gp'), await open('gp')];
    assert.ok(await resolve(token));
    await lockSession(db.app, PRACTICE, token);
    assert.equal(await resolve(token), undefined);
    assert.ok(await resolve(other));
  });

  it('ends a session at once when its user signs out', async () => {
    const [token, other] = [await open('gp'), await open('gp')];
    await resolve(token);
    await endSession(db.app, PRACTICE, token);
    assert.equal(await resolve(token), undefined);
    assert.ok(await resolve(other), 'another session of the same user ended too');
  });

  it('lists a person’s own sessions, ends one of them or all, and touches nobody else’s', async () => {
    const [here, there, stranger] = [await open('lists', 'Firefox'), await open('lists', 'Chrome'), await open('gp')];
    const [mine, theirs] = [await idOf('lists'), await idOf('gp')];
    const listed = await listOwnSessions(db.app, PRACTICE, mine, here);
    assert.deepEqual(listed.map(({ agent, current, method }) => [agent, current, method]).sort(), [['Chrome', false, 'passkey'], ['Firefox', true, 'passkey']]);
    assert.ok(!JSON.stringify(listed).includes(here) && !JSON.stringify(listed).includes(there));
    const other = listed.find(({ current }) => !current)?.id ?? '';
    await assert.rejects(endOwnSession(db.app, PRACTICE, theirs, other), { fault: 'not-found' });
    assert.ok(await resolve(there));
    await endOwnSession(db.app, PRACTICE, mine, other);
    assert.deepEqual([await resolve(there), (await resolve(here))?.username], [undefined, 'lists']);
    await db.app.transaction(PRACTICE, (tx) => endAllSessions(tx, mine, 'all'));
    assert.deepEqual([await resolve(here), (await resolve(stranger))?.username], [undefined, 'gp']);
  });

  it('ends every session of an account that is disabled', async () => {
    const token = await open('gone');
    await disableAccount(db.app, PRACTICE, 'gone');
    assert.equal(await resolve(token), undefined);
    assert.equal((await listAccounts(db.app, PRACTICE)).find(({ username }) => username === 'gone')?.disabled, true);
    await assert.rejects(disableAccount(db.app, PRACTICE, 'nobody'), { fault: 'not-found' });
    const kept = await open('gp');
    await db.owner.query(`update account set disabled = true where username = 'gp'`, []);
    assert.equal(await resolve(kept), undefined, 'a session outlives its account');
    await db.owner.query(`update account set disabled = false where username = 'gp'`, []);
  });

  it('ends every session of an account whose role is changed; the ways of signing in stay', async () => {
    const token = await open('changed');
    assert.equal(await saveAccount(db.app, PRACTICE, { username: 'changed', name: 'A name', role: 'nurse', reference: 'Practitioner/1' }), false);
    assert.equal(await resolve(token), undefined);
    const kept = await db.app.transaction(PRACTICE, (tx) => accountByUsername(tx, 'changed'));
    assert.deepEqual([kept?.role, TEST_SECRETS.open(kept?.totp_secret ?? '', secretOf.totp(PRACTICE, 'changed')), kept?.password?.startsWith('scrypt$')], ['nurse', SECRET, true]);
  });

  it('takes no account without a sound username and a password of twelve letters', async () => {
    for (const wrong of [{ username: 'A' }, { username: 'Gp2' }, { username: 'a b' }, { username: '-ab' }, { username: 'x'.repeat(41) }, { username: 'ab\n' }, { password: 'short' }]) {
      await assert.rejects(saveAccount(db.app, PRACTICE, { ...account('sound'), ...wrong }), { fault: 'invalid' });
    }
  });

  it('gives a program what its token says and no longer than it says', async () => {
    const issue = () => issueAccessToken(db.app, PRACTICE, 'user/Observation.rs system/Patient.r', 30);
    const [first, unused, expired] = [await issue(), await issue(), await issue()];
    const principal = await resolve(first);
    assert.deepEqual([principal?.role, principal?.scopes, principal?.reference], ['system', ['user/Observation.rs', 'system/Patient.r'], '']);
    assert.ok(Math.abs((principal?.expires.getTime() ?? 0) - Date.now() - 30 * 86_400_000) < 10_000);
    await db.owner.query(`update session set used = now() - interval '29 days' where kind = 'access-token'`, []);
    assert.ok(await resolve(unused), 'a program is not idle');
    await db.owner.query(`update session set expires = now() where kind = 'access-token'`, []);
    assert.equal(await resolve(expired), undefined);
  });
});
