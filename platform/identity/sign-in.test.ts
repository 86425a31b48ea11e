import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { Problem } from '../errors.ts';
import { accountByUsername, disableAccount, type NewAccount, saveAccount } from './accounts.ts';
import { unlockWithCode } from './lock.ts';
import { addPasskey, beginPasskey, listPasskeys, removePasskey } from './passkeys.ts';
import { resolveToken } from './sessions.ts';
import { beginPasskeySignIn, signInWithPasskey, unlockWithPasskey } from './sign-in-with-passkey.ts';
import { signInWithPassword } from './sign-in-with-password.ts';
import { softwarePasskey } from './testing/software-passkey.ts';
import { newTotpSecret, totpCode } from './totp.ts';

const PRACTICE = 'A20047';
const PASSWORD = 'correct horse battery staple';
const SITE = { host: 'localhost', origin: 'http://localhost:8420' };

let db: TestDatabase;
const secrets = new Map<string, string>();
/** Every try from an address of its own, where the address is not the point. */
let addresses = 0;

before(async () => {
  db = await startTestDatabase([PRACTICE, 'B81001']);
});
after(() => db.stop());

async function add(username: string, more: Partial<NewAccount> = {}): Promise<string> {
  const totpSecret = newTotpSecret();
  secrets.set(username, totpSecret);
  await saveAccount(db.app, PRACTICE, { username, name: 'A name', role: 'gp', reference: 'Practitioner/1', password: PASSWORD, totpSecret, ...more });
  return (await db.app.transaction(PRACTICE, (tx) => accountByUsername(tx, username)))?.id ?? '';
}

/** Steps: -1, 0 and 1 are three codes that are good now, in this order. */
const codeOf = (username: string, step = 0): string => totpCode(secrets.get(username) ?? newTotpSecret(), Date.now() + step * 30_000);
const from = (address = `10.0.0.${addresses++}`) => ({ address, agent: 'test' });
const told = (work: Promise<unknown>): Promise<string> => work.then(() => 'in', (error: unknown) => (error instanceof Problem ? error.fault : String(error)));
const tryPassword = (username: string, password: string, code: string, address?: string, practice = PRACTICE): Promise<string> =>
  told(signInWithPassword(db.app, practice, { username, password, code }, from(address)));

describe('password and code', () => {
  it('I35: both are needed, at that practice only, under the name in any case', async () => {
    await add('both');
    for (const [password, code] of [[PASSWORD, ''], [PASSWORD, '000000'], ['', codeOf('both')], ['wrong', codeOf('both')], [codeOf('both'), PASSWORD]] as const) {
      assert.equal(await tryPassword('both', password, code), 'unauthenticated');
    }
    assert.equal(await tryPassword('both', PASSWORD, codeOf('both'), undefined, 'B81001'), 'unauthenticated');
    const { token } = await signInWithPassword(db.app, PRACTICE, { username: ' BOTH ', password: PASSWORD, code: codeOf('both') }, from());
    assert.equal((await resolveToken(db.app, PRACTICE, token, 'active'))?.username, 'both');
  });

  it('I35: an account that has only one half of it cannot sign in by it', async () => {
    await add('no-code');
    await db.owner.query(`update account set totp_secret = null where username = 'no-code'`, []);
    await add('no-password');
    await db.owner.query(`update account set password = null where username = 'no-password'`, []);
    for (const code of ['', '000000', codeOf('no-code')]) assert.equal(await tryPassword('no-code', PASSWORD, code), 'unauthenticated');
    for (const password of ['', PASSWORD]) assert.equal(await tryPassword('no-password', password, codeOf('no-password')), 'unauthenticated');
  });

  it('a code works once, also when it is sent twice at the same moment', async () => {
    await add('twice');
    const code = codeOf('twice');
    const outcomes = await Promise.all([tryPassword('twice', PASSWORD, code), tryPassword('twice', PASSWORD, code)]);
    assert.deepEqual(outcomes.sort(), ['in', 'unauthenticated']);
    assert.equal(await tryPassword('twice', PASSWORD, code), 'unauthenticated');
  });

  it('a disabled account is told as a wrong password is', async () => {
    await add('gone');
    await disableAccount(db.app, PRACTICE, 'gone');
    assert.equal(await tryPassword('gone', PASSWORD, codeOf('gone')), 'unauthenticated');
  });
});

describe('throttling', () => {
  it('lets ten tries through in a quarter of an hour, then none, the right one included; a right one takes them back', async () => {
    await add('tried');
    for (let i = 0; i < 9; i++) assert.equal(await tryPassword('tried', 'wrong', '000000'), 'unauthenticated');
    assert.equal(await tryPassword('tried', PASSWORD, codeOf('tried', -1)), 'in', 'the tenth may be right');
    for (let i = 0; i < 10; i++) assert.equal(await tryPassword('tried', 'wrong', '000000'), 'unauthenticated');
    for (let i = 0; i < 3; i++) assert.equal(await tryPassword('tried', PASSWORD, codeOf('tried')), 'throttled');
    await assert.rejects(signInWithPassword(db.app, PRACTICE, { username: 'tried', password: PASSWORD, code: '' }, from()), (error) => error instanceof Problem && error.retryAfter !== undefined && error.retryAfter > 800 && error.retryAfter <= 900);
    await letPass(14);
    assert.equal(await tryPassword('tried', PASSWORD, codeOf('tried')), 'throttled');
    await letPass(2);
    assert.equal(await tryPassword('tried', PASSWORD, codeOf('tried')), 'in');
  });

  /** Moves what was tried back in time, row by row: Citus does not reckon with a column in an update. */
  async function letPass(minutes: number): Promise<void> {
    for (const { practice, subject, last } of await db.owner.query<{ practice: string; subject: string; last: Date }>(`select practice, subject, last from sign_in_try`, [])) {
      await db.owner.query(`update sign_in_try set last = $3 where practice = $1 and subject = $2`, [practice, subject, new Date(last.getTime() - minutes * 60_000)]);
    }
  }

  it('a name that is nobody’s answers, and is throttled, exactly as one that is somebody’s', async () => {
    await add('somebody');
    const outcomes = async (username: string): Promise<string[]> => {
      const told: string[] = [];
      for (let i = 0; i < 12; i++) told.push(await tryPassword(username, 'wrong', '000000'));
      return told;
    };
    const [known, unknown] = [await outcomes('somebody'), await outcomes('nobody-at-all')];
    assert.deepEqual(unknown, known);
    assert.deepEqual(known.slice(9), ['unauthenticated', 'throttled', 'throttled']);
  });

  it('a name that is nobody’s takes as long to refuse', async () => {
    await add('timed');
    const time = async (username: string): Promise<number> => {
      const began = performance.now();
      await tryPassword(username, 'wrong', '000000');
      return performance.now() - began;
    };
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let i = 0; i < 5; i++) {
      times.known.push(await time('timed'));
      times.unknown.push(await time('nobody-timed'));
    }
    const fastest = (all: number[]): number => Math.min(...all);
    // The hash takes most of it: without it an unknown name would be told in a tenth of the time.
    assert.ok(fastest(times.unknown) > fastest(times.known) * 0.6, JSON.stringify(times));
  });

  it('tries no more than ten of many that are sent at once', async () => {
    await add('raced');
    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, n) => tryPassword('raced', `wrong ${n}`, '000000')));
    assert.deepEqual([outcomes.filter((outcome) => outcome === 'unauthenticated').length, outcomes.filter((outcome) => outcome === 'throttled').length], [10, 20]);
  });

  it('one address cannot try name after name', async () => {
    await tryPassword('name-0', '', '', '203.0.113.9');
    await db.owner.query(`update sign_in_try set tries = 58 where tries = 1`, []); // as after 57 more names
    const outcomes: string[] = [];
    for (let i = 1; i <= 4; i++) outcomes.push(await tryPassword(`name-${i}`, '', '', '203.0.113.9'));
    assert.deepEqual(outcomes, ['unauthenticated', 'unauthenticated', 'throttled', 'throttled']);
    await add('elsewhere');
    assert.equal(await tryPassword('elsewhere', PASSWORD, codeOf('elsewhere')), 'in');
  });

  it('a stranger’s guesses do not lock the owner out where they usually are, and guessing stays bounded', async () => {
    await add('owner');
    const home = '198.51.100.7';
    assert.equal(await tryPassword('owner', PASSWORD, codeOf('owner', -1), home), 'in');
    const strangers: string[] = [];
    for (let i = 0; i < 12; i++) strangers.push(await tryPassword('owner', 'wrong', '000000'));
    assert.deepEqual(strangers.slice(9), ['unauthenticated', 'throttled', 'throttled'], 'ten for all of them together, from however many places');
    assert.equal(await tryPassword('owner', PASSWORD, codeOf('owner'), home), 'in');
    assert.equal(await tryPassword('owner', 'wrong', '000000'), 'throttled', 'the owner’s success gives strangers no more tries');
    for (let i = 0; i < 10; i++) assert.equal(await tryPassword('owner', 'wrong', '000000', home), 'unauthenticated');
    assert.equal(await tryPassword('owner', PASSWORD, codeOf('owner', 1), home), 'throttled', 'ten from there too');
  });

  it('knows an owner again whose IPv6 address has changed in its second half, and no neighbour', async () => {
    await add('six');
    assert.equal(await tryPassword('six', PASSWORD, codeOf('six', -1), '2001:db8:0:7::1'), 'in');
    for (let i = 0; i < 11; i++) await tryPassword('six', 'wrong', '000000');
    assert.equal(await tryPassword('six', PASSWORD, codeOf('six'), '2001:db8:0:8::1'), 'throttled');
    assert.equal(await tryPassword('six', PASSWORD, codeOf('six'), '2001:0db8:0:7:1:2:3:4'), 'in');
  });

  it('a locked session is opened again by its holder while strangers guess at the name', async () => {
    await add('locked');
    const { token } = await signInWithPassword(db.app, PRACTICE, { username: 'locked', password: PASSWORD, code: codeOf('locked', -1) }, from());
    for (let i = 0; i < 11; i++) await tryPassword('locked', 'wrong', '000000');
    assert.equal(await told(unlockWithCode(db.app, PRACTICE, token, codeOf('locked'), '10.9.9.9')), 'in');
  });

  it('does not keep what was typed', async () => {
    await tryPassword('My-Secret-Typed-As-A-Name', 'x', '');
    for (const table of ['sign_in_try', 'audit']) assert.equal((await db.owner.query(`select 1 from ${table} t where strpos(lower(t::text), 'my-secret-typed') > 0`, [])).length, 0, table);
  });
});

describe('passkeys', () => {
  async function register(account: string, passkey = softwarePasskey(SITE)) {
    const { step, options } = await beginPasskey(db.app, PRACTICE, account, SITE);
    await db.app.transaction(PRACTICE, (tx) => addPasskey(tx, { account, step, name: 'Laptop', response: passkey.register(options.challenge), site: SITE }));
    return passkey;
  }
  async function answer(passkey: ReturnType<typeof softwarePasskey>) {
    const { step, options } = await beginPasskeySignIn(db.app, PRACTICE, SITE);
    return { step, response: passkey.signIn(options.challenge), site: SITE };
  }

  it('sign in without a name, and an account whose password is locked by somebody’s guesses too', async () => {
    const passkey = await register(await add('keyed'));
    for (let i = 0; i < 11; i++) await tryPassword('keyed', 'wrong', '000000');
    assert.equal(await tryPassword('keyed', PASSWORD, codeOf('keyed')), 'throttled');
    const { token } = await signInWithPasskey(db.app, PRACTICE, await answer(passkey), 'test');
    assert.equal((await resolveToken(db.app, PRACTICE, token, 'active'))?.username, 'keyed');
  });

  it('I32: an answer serves once, only for its own question, and only from our own pages', async () => {
    const passkey = await register(await add('once'));
    const first = await answer(passkey);
    assert.equal(await told(signInWithPasskey(db.app, PRACTICE, first, 'test')), 'in');
    assert.equal(await told(signInWithPasskey(db.app, PRACTICE, first, 'test')), 'unauthenticated', 'replayed');
    const [one, other] = [await answer(passkey), await answer(passkey)];
    assert.equal(await told(signInWithPasskey(db.app, PRACTICE, { ...one, step: other.step }, 'test')), 'unauthenticated', 'another question');
    for (const origin of ['https://evil.example', 'http://localhost:8421']) {
      const { step, options } = await beginPasskeySignIn(db.app, PRACTICE, SITE);
      const phished = softwarePasskey({ host: SITE.host, origin });
      assert.equal(await told(signInWithPasskey(db.app, PRACTICE, { step, response: phished.signIn(options.challenge), site: SITE }, 'test')), 'unauthenticated', origin);
    }
    const late = await answer(passkey);
    await db.owner.query(`update sign_in_challenge set expires = now()`, []);
    assert.equal(await told(signInWithPasskey(db.app, PRACTICE, late, 'test')), 'unauthenticated', 'after its time');
    assert.equal(await told(signInWithPasskey(db.app, 'B81001', await answer(passkey), 'test')), 'unauthenticated', 'at another practice');
  });

  it('I35: a device that has not verified its user makes no passkey and signs nobody in', async () => {
    const account = await add('unverified');
    const careless = softwarePasskey({ ...SITE, verified: false });
    await assert.rejects(register(account, careless), { fault: 'invalid' });
    assert.deepEqual(await listPasskeys(db.app, PRACTICE, account), []);
  });

  it('of a disabled account sign nobody in', async () => {
    const passkey = await register(await add('left'));
    await disableAccount(db.app, PRACTICE, 'left');
    assert.equal(await told(signInWithPasskey(db.app, PRACTICE, await answer(passkey), 'test')), 'unauthenticated');
  });

  it('are listed and removed by their owner alone, and the last way of signing in stays', async () => {
    const [mine, theirs] = [await add('owner'), await add('stranger')];
    await register(mine);
    const [passkey] = await listPasskeys(db.app, PRACTICE, mine);
    assert.equal(passkey?.name, 'Laptop');
    await assert.rejects(removePasskey(db.app, PRACTICE, theirs, passkey?.id ?? ''), { fault: 'not-found' });
    await db.owner.query(`update account set password = null where id = $1`, [mine]);
    await assert.rejects(removePasskey(db.app, PRACTICE, mine, passkey?.id ?? ''), { fault: 'forbidden' });
    assert.equal((await listPasskeys(db.app, PRACTICE, mine)).length, 1, 'a refusal changes nothing');
    await db.owner.query(`update account set cis2_user = '123' where id = $1`, [mine]);
    await removePasskey(db.app, PRACTICE, mine, passkey?.id ?? '');
    assert.deepEqual(await listPasskeys(db.app, PRACTICE, mine), []);
  });

  it('and codes unlock a session of the same person only, under a new token, and no longer than its twelve hours', async () => {
    const passkey = await register(await add('lady'));
    const stranger = await register(await add('lord'));
    const { token, expires } = await signInWithPasskey(db.app, PRACTICE, await answer(passkey), 'test');
    await db.owner.query(`update session set used = now() - interval '16 minutes', expires = $1`, [new Date(expires.getTime() - 3_600_000)]);
    assert.equal(await told(unlockWithPasskey(db.app, PRACTICE, token, await answer(stranger))), 'unauthenticated');
    assert.equal(await told(unlockWithCode(db.app, PRACTICE, token, codeOf('lord'), '10.1.1.1')), 'unauthenticated');
    assert.equal(await told(unlockWithCode(db.app, PRACTICE, 'x', codeOf('lady'), '10.1.1.1')), 'unauthenticated');
    const renewed = await unlockWithPasskey(db.app, PRACTICE, token, await answer(passkey));
    assert.deepEqual([await resolveToken(db.app, PRACTICE, token, 'active'), (await resolveToken(db.app, PRACTICE, renewed.token, 'active'))?.username], [undefined, 'lady']);
    assert.ok(Math.abs(expires.getTime() - 3_600_000 - renewed.expires.getTime()) < 5_000);
    const again = await unlockWithCode(db.app, PRACTICE, renewed.token, codeOf('lady'), '10.1.1.1');
    assert.ok(await resolveToken(db.app, PRACTICE, again.token, 'active'));
    for (let i = 0; i < 10; i++) assert.equal(await told(unlockWithCode(db.app, PRACTICE, again.token, '000000', '10.1.1.1')), 'unauthenticated');
    assert.equal(await told(unlockWithCode(db.app, PRACTICE, again.token, codeOf('lady', 1), '10.1.1.1')), 'throttled');
  });
});
