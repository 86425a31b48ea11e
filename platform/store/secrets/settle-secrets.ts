import { createHmac } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Problem } from '../../errors.ts';
import type { Database } from '../database.ts';
import { makeKeyFile, readKeyFile } from './key-file.ts';
import { SEALED, secretOf, type Secrets, secretsUnder } from './seal.ts';

/** The key itself, or the file that holds it and is made the first time. */
export type SecretsKey = { key: Buffer } | { file: string };

const MARK = 'secrets-key';

/**
 * As the owner, after the migrations and before anything is served: the secrets of this database, under its one key. The
 * database knows its key by a mark, so that it is not gone on with under another, which could open nothing. What
 * was kept before secrets were sealed is sealed now.
 */
export async function settleSecrets(owner: Database, from: SecretsKey): Promise<Secrets> {
  const marked = await markOf(owner);
  const key = 'key' in from ? from.key : ((await readKeyFile(from.file, 'the secrets')) ?? (marked === undefined ? await make(from.file) : undefined));
  if (key === undefined) throw lost('file' in from ? `The key of the secrets, ${from.file}, is missing` : 'The key of the secrets is missing');
  const mark = createHmac('sha256', key).update(MARK).digest('hex');
  await owner.query(`insert into installation (key, value) values ($1, $2) on conflict do nothing`, [MARK, mark]);
  if ((await markOf(owner)) !== mark) throw lost('The key of the secrets is not the one this database was served with');
  const secrets = secretsUnder(key);
  await sealStanding(owner, secrets);
  return secrets;
}

async function make(file: string): Promise<Buffer> {
  await mkdir(dirname(file), { recursive: true });
  return makeKeyFile(file, 'the secrets');
}

function lost(what: string): Problem {
  return new Problem('unavailable', `${what}. Put it back from where you keep it, or, if it is lost, see docs/running/secrets.md`);
}

async function markOf(owner: Database): Promise<string | undefined> {
  const [row] = await owner.query<{ value: string }>(`select value from installation where key = $1`, [MARK]);
  return row?.value;
}

const STANDING: readonly { read: string; write: string; of: (practice: string, id: string) => string }[] = [
  standing('account', 'username', 'totp_secret', secretOf.totp),
  standing('subscription', 'id', 'secret', secretOf.webhook),
  standing('subscription', 'id', 'headers', secretOf.headers),
  standing('signing_key', 'kid', 'jwk', secretOf.signingKey),
];

function standing(table: string, id: string, column: string, of: (practice: string, id: string) => string) {
  return {
    read: `select practice, ${id} as id, ${column} as plain from ${table} where ${column} is not null and ${column} not like '${SEALED}%'`,
    write: `update ${table} set ${column} = $3 where practice = $1 and ${id} = $2 and ${column} = $4`,
    of,
  };
}

async function sealStanding(owner: Database, secrets: Secrets): Promise<void> {
  for (const { read, write, of } of STANDING) {
    for (const { practice, id, plain } of await owner.query<{ practice: string; id: string; plain: string }>(read, [])) {
      await owner.query(write, [practice, id, secrets.seal(plain, of(practice, id)), plain]);
    }
  }
}

/**
 * As the owner, after the key has been lost: what was sealed under it goes, and the next start takes the key it finds, or makes
 * one. Authenticator apps have to be set up anew; subscriptions end in error at their next notification. Answers how many accounts lost theirs.
 */
export async function forgetSecrets(owner: Database): Promise<number> {
  const accounts = await owner.query<{ practice: string; id: string }>(`update account set totp_secret = null where totp_secret like '${SEALED}%' returning practice, id`, []);
  for (const { practice, id } of accounts) {
    await owner.query(`insert into audit (practice, at, actor, role, action, outcome, patient, target, detail) values ($1, now(), 'system:command-line', '', 'forget-secrets', 'success', '', 'session', $2)`, [practice, id]);
  }
  await owner.query(`delete from signing_key where jwk like '${SEALED}%'`, []);
  await owner.query(`delete from installation where key = $1`, [MARK]);
  return accounts.length;
}
