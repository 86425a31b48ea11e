import assert from 'node:assert/strict';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { saveAccount } from '../../identity/accounts.ts';
import { signInWithPassword } from '../../identity/sign-in-with-password.ts';
import { totpCode } from '../../identity/totp.ts';
import { publicKeys } from '../../smart/id-token.ts';
import { connect } from '../database.ts';
import { secretsUnder } from './seal.ts';
import { forgetSecrets, settleSecrets } from './settle-secrets.ts';

const PRACTICE = 'A20047';
const PASSWORD = 'correct horse battery staple';
const TOTP = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('sealed secrets (NIST SP 800-38D)', () => {
  const key = (fill: number) => secretsUnder(new Uint8Array(32).fill(fill));

  it('open to what was sealed, never twice the same, under their own key and for their own owner alone', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (text, of, other) => {
      const sealed = key(1).seal(text, of);
      assert.equal(key(1).open(sealed, of), text);
      assert.notEqual(key(1).seal(text, of), sealed);
      assert.throws(() => key(2).open(sealed, of), { fault: 'unavailable' });
      if (other !== of) assert.throws(() => key(1).open(sealed, other), { fault: 'unavailable' });
    }));
  });

  it('do not open when a bit of them was changed or they were cut short', () => {
    const sealed = key(1).seal('secret', 'x');
    const bytes = Buffer.from(sealed.slice('sealed:'.length), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.throws(() => key(1).open(`sealed:${changed.toString('base64url')}`, 'x'), { fault: 'unavailable' });
    }
    for (let length = 0; length < bytes.length; length++) assert.throws(() => key(1).open(`sealed:${bytes.subarray(0, length).toString('base64url')}`, 'x'), { fault: 'unavailable' });
  });
});

describe('the key of a database’s secrets', () => {
  let db: TestDatabase;
  let file: string;
  before(async () => {
    db = await startTestDatabase([PRACTICE]);
    file = join(await mkdtemp(join(tmpdir(), 'jenner-secrets-')), 'secrets.key');
  });
  after(() => db.stop());

  it('is made once, for the server alone; what stood unsealed is sealed, and works as before', async () => {
    await saveAccount(db.app, PRACTICE, { username: 'gp', name: 'A name', role: 'gp', reference: 'Practitioner/1', password: PASSWORD });
    await db.owner.query(`update account set totp_secret = $1`, [TOTP]);
    await db.owner.query(
      `insert into subscription values ($1, 'subscription', 1, now(), 'gp', 'browser', null, null, null, null, 'active', '', '{}', '["Authorization: Bearer theirs"]', 'whsec_theirs', 'rest-hook', 0, null, 0, 0, 0, 0, now(), null, now(), now())`, [PRACTICE]);
    const secrets = await settleSecrets(db.owner, { file });
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await readFile(file, 'utf8')).length, 64);
    const app = connect(db.connections.app, { size: 2, secrets });
    try {
      await publicKeys(app, PRACTICE);
      const readable = await db.owner.query<{ text: string }>(`select (select string_agg(a::text, '') from account a) || (select string_agg(s::text, '') from subscription s) || (select string_agg(k::text, '') from signing_key k) as text`, []);
      for (const secret of [TOTP, 'theirs', '"d":']) assert.ok(!(readable[0]?.text ?? secret).includes(secret), secret);
      assert.ok((await signInWithPassword(app, PRACTICE, { username: 'gp', password: PASSWORD, code: totpCode(TOTP, Date.now()) }, { address: '10.0.0.1', agent: '' })).token !== '');
      assert.deepEqual((await publicKeys(app, PRACTICE)).keys.map(({ kty, d }) => [kty, d]), [['RSA', undefined]]);
    } finally {
      await app.close();
    }
    const [before] = await db.owner.query<{ totp_secret: string }>(`select totp_secret from account`, []);
    await settleSecrets(db.owner, { file });
    assert.deepEqual([...(await db.owner.query(`select totp_secret from account`, []))], [before], 'a second start changes nothing');
  });

  it('lost or another, it is not gone on with until somebody says so; then what it sealed is gone, and in the audit', async () => {
    await assert.rejects(settleSecrets(db.owner, { file: `${file}.elsewhere` }), /is missing.*docs\/running\/secrets\.md/);
    await assert.rejects(stat(`${file}.elsewhere`), { code: 'ENOENT' });
    await assert.rejects(settleSecrets(db.owner, { key: Buffer.alloc(32) }), /not the one/);
    await writeFile(`${file}.broken`, 'x');
    await assert.rejects(settleSecrets(db.owner, { file: `${file}.broken` }), /does not hold the key of the secrets/);
    assert.equal(await forgetSecrets(db.owner), 1);
    assert.deepEqual([...(await db.owner.query(`select totp_secret from account`, []))], [{ totp_secret: null }]);
    assert.equal((await db.owner.query(`select 1 from audit where action = 'forget-secrets'`, [])).length, 1);
    const app = connect(db.connections.app, { size: 2, secrets: await settleSecrets(db.owner, { key: Buffer.alloc(32, 9) }) });
    try {
      assert.equal((await publicKeys(app, PRACTICE)).keys.length, 1);
    } finally {
      await app.close();
    }
  });
});
