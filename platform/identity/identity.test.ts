import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { Problem } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { disableAccount, listAccounts, type NewAccount, saveAccount } from './accounts.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { endSession, issueAccessToken, resolveToken, signIn } from './sessions.ts';

const PRACTICE = 'A20047';
const PASSWORD = 'correct horse battery staple';

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
    for (const username of ['gp', 'idle', 'locked', 'raced', 'gone', 'changed', 'busy']) await saveAccount(db.app, PRACTICE, account(username));
    await saveAccount(db.app, PRACTICE, { ...account('patient'), role: 'patient', reference: 'Patient/1' });
  });
  after(() => db.stop());

  const account = (username: string): NewAccount => ({ username, name: 'A name', role: 'gp', reference: 'Practitioner/1', password: PASSWORD });
  const tryToSignIn = (username: string, password: string, practice = PRACTICE): Promise<string> => signIn(db.app, practice, username, password).then(() => 'in', (error: unknown) => (error instanceof Problem ? error.fault : String(error)));
  const resolve = (token: string, use: 'active' | 'background' = 'active') => resolveToken(db.app, PRACTICE, token, use);
  /** Ages the sessions of an account in the database. What has been looked up for active use is still held for two seconds. */
  async function age(column: 'used' | 'expires', minutes: number, username: string): Promise<void> {
    await db.owner.query(`update session set ${column} = now() - $1 * interval '1 minute' where account = (select id from account where username = $2)`, [minutes, username]);
  }
  /** Moves back the clock of a lock. */
  const unlockTime = (username: string, minutes: number) => db.owner.query(`update account set locked_until = locked_until - $1 * interval '1 minute' where username = $2`, [minutes, username]);

  it('lets in who knows the password, under the name in any case, at that practice only', async () => {
    const { token, principal } = await signIn(db.app, PRACTICE, ' GP ', PASSWORD);
    assert.deepEqual([principal.practice, principal.username, principal.role, principal.reference, principal.scopes], [PRACTICE, 'gp', 'gp', 'Practitioner/1', undefined]);
    assert.equal((await resolve(token))?.account, principal.account);
    assert.equal(await resolveToken(db.app, 'B81001', token, 'active'), undefined);
    assert.equal(await tryToSignIn('gp', PASSWORD, 'B81001'), 'unauthenticated');
    for (const [username, password] of [['gp', 'wrong'], ['nobody', PASSWORD], ["' or 1=1 --", '']] as const) assert.equal(await tryToSignIn(username, password), 'unauthenticated');
    for (const none of ['', 'x', token.slice(1), token.toLowerCase()]) assert.equal(await resolve(none), undefined);
    assert.equal(await tryToSignIn('gp', PASSWORD), 'in');
  });

  it('keeps neither the token nor the password anywhere in the database', async () => {
    const { token } = await signIn(db.app, PRACTICE, 'gp', PASSWORD);
    const issued = await issueAccessToken(db.app, PRACTICE, 'user/*.rs', 1);
    for (const table of ['session', 'account', 'audit']) {
      for (const secret of [token, issued, PASSWORD]) {
        const [row] = await db.owner.query<{ n: number }>(`select count(*)::int as n from ${table} t where strpos(t::text, $1) > 0`, [secret]);
        assert.equal(row?.n, 0, table);
      }
    }
  });

  it('locks the account after five wrong passwords, for a quarter of an hour, the right one included', async () => {
    for (let i = 0; i < 4; i++) assert.equal(await tryToSignIn('locked', 'wrong'), 'unauthenticated');
    assert.equal(await tryToSignIn('locked', PASSWORD), 'in', 'the fifth may be right');
    for (let i = 0; i < 5; i++) assert.equal(await tryToSignIn('locked', 'wrong'), 'unauthenticated', 'a right one has taken the failures back');
    for (const password of ['wrong', PASSWORD]) assert.equal(await tryToSignIn('locked', password), 'throttled');
    await assert.rejects(signIn(db.app, PRACTICE, 'locked', PASSWORD), (error) => error instanceof Problem && error.retryAfter !== undefined && error.retryAfter > 800 && error.retryAfter <= 900);
    await unlockTime('locked', 14);
    assert.equal(await tryToSignIn('locked', PASSWORD), 'throttled');
    await unlockTime('locked', 1);
    assert.equal(await tryToSignIn('locked', PASSWORD), 'in');
    const refused = await db.owner.query(`select 1 from audit a join account c on c.id = a.actor where c.username = 'locked' and action = 'sign-in' and outcome = 'refused'`, []);
    assert.equal(refused.length, 9, 'a wrong password is missing from the audit');
  });

  it('tries no more than five of many wrong passwords that are sent at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, n) => tryToSignIn('raced', `wrong ${n}`)));
    assert.equal(outcomes.filter((outcome) => outcome === 'unauthenticated').length, 5);
    assert.equal(outcomes.filter((outcome) => outcome === 'throttled').length, 25);
  });

  it('ends a session that is idle for 15 minutes, for a patient 30, and after 12 hours whatever is done', async () => {
    const { token: staff, principal } = await signIn(db.app, PRACTICE, 'idle', PASSWORD);
    const { token: own } = await signIn(db.app, PRACTICE, 'patient', PASSWORD);
    assert.ok(Math.abs(principal.expires.getTime() - Date.now() - 12 * 3_600_000) < 10_000);
    await Promise.all([age('used', 14, 'idle'), age('used', 29, 'patient')]);
    assert.ok((await resolve(staff, 'background')) !== undefined && (await resolve(own, 'background')) !== undefined);
    await Promise.all([age('used', 16, 'idle'), age('used', 31, 'patient')]);
    assert.deepEqual([await resolve(staff), await resolve(own)], [undefined, undefined]);
    const { token } = await signIn(db.app, PRACTICE, 'idle', PASSWORD);
    await age('expires', 0, 'idle');
    assert.equal(await resolve(token), undefined);
  });

  it('puts off the idle limit by what the user does, not by what the screen does by itself', async () => {
    const used = async (): Promise<Date | undefined> => (await db.owner.query<{ used: Date }>(`select used from session s join account a on a.id = s.account where username = 'busy'`, []))[0]?.used;
    const { token } = await signIn(db.app, PRACTICE, 'busy', PASSWORD);
    await age('used', 10, 'busy');
    await resolve(token, 'background');
    assert.ok(Date.now() - (await used() ?? new Date()).getTime() > 9 * 60_000, 'the background put it off');
    await resolve(token, 'active'); // within the time that the background's look-up is held
    assert.ok(Date.now() - (await used() ?? new Date(0)).getTime() < 60_000, 'active use did not put it off');
  });

  it('ends a session at once when its user signs out, also under a look-up that is under way', async () => {
    const { token } = await signIn(db.app, PRACTICE, 'gp', PASSWORD);
    const { token: other } = await signIn(db.app, PRACTICE, 'gp', PASSWORD);
    await resolve(token);
    await endSession(db.app, PRACTICE, token);
    assert.equal(await resolve(token), undefined);
    assert.ok(await resolve(other), 'another session of the same user ended too');
    // A look-up that has read the session but not yet answered when the session ends.
    const { promise: may, resolve: go } = Promise.withResolvers<undefined>();
    const slow: Database = { ...db.app, transaction: async (practice, work) => { const answer = await db.app.transaction(practice, work); await may; return answer; } };
    const { token: raced } = await signIn(db.app, PRACTICE, 'gp', PASSWORD);
    const late = resolveToken(slow, PRACTICE, raced, 'active');
    await sleep(200);
    await endSession(db.app, PRACTICE, raced);
    go(undefined);
    await late;
    assert.equal(await resolve(raced), undefined, 'the late look-up is still believed');
  });

  it('ends every session of an account that is disabled, and lets it in no more', async () => {
    const { token } = await signIn(db.app, PRACTICE, 'gone', PASSWORD);
    await disableAccount(db.app, PRACTICE, 'gone');
    assert.equal(await resolve(token), undefined);
    assert.equal(await tryToSignIn('gone', PASSWORD), 'unauthenticated');
    assert.equal((await listAccounts(db.app, PRACTICE)).find(({ username }) => username === 'gone')?.disabled, true);
    await assert.rejects(disableAccount(db.app, PRACTICE, 'nobody'), { fault: 'not-found' });
    await db.owner.query(`update account set disabled = true where username = 'changed'`, []);
    const { token: kept } = await signIn(db.app, PRACTICE, 'gp', PASSWORD);
    await db.owner.query(`update account set disabled = true where username = 'gp'`, []);
    assert.equal(await resolve(kept), undefined, 'a session outlives its account');
  });

  it('ends every session of an account whose password is set anew, and lets the new one in only', async () => {
    await saveAccount(db.app, PRACTICE, account('changed'));
    const { token } = await signIn(db.app, PRACTICE, 'changed', PASSWORD);
    await saveAccount(db.app, PRACTICE, { ...account('changed'), role: 'nurse', password: 'another good password' });
    assert.equal(await resolve(token), undefined);
    assert.equal(await tryToSignIn('changed', PASSWORD), 'unauthenticated');
    assert.equal((await signIn(db.app, PRACTICE, 'changed', 'another good password')).principal.role, 'nurse');
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
