import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Problem } from '../../errors.ts';

/** What has to be read again, and must not be readable in the database or in its backups: sealed under a key that is in neither. */
export interface Secrets {
  /** `of` says whose and what it is; sealed for one it opens for no other. */
  seal(text: string, of: string): string;
  /** Throws `unavailable` for what was sealed under another key, for something else, or altered. */
  open(kept: string, of: string): string;
}

/** Before every sealed value: what is without it was kept before secrets were sealed. */
export const SEALED = 'sealed:';
const [NONCE, TAG] = [12, 16];

/** What each secret is sealed for; the same wherever it is opened. */
export const secretOf = {
  totp: (practice: string, username: string): string => `${practice} totp ${username}`,
  challenge: (practice: string, account: string): string => `${practice} challenge ${account}`,
  webhook: (practice: string, subscription: string): string => `${practice} webhook ${subscription}`,
  headers: (practice: string, subscription: string): string => `${practice} headers ${subscription}`,
  signingKey: (practice: string, kid: string): string => `${practice} signing-key ${kid}`,
};

/** AES-256-GCM under a key of 32 bytes. */
export function secretsUnder(key: Uint8Array): Secrets {
  return {
    seal(text, of) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(of));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return SEALED + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(kept, of) {
      if (!kept.startsWith(SEALED)) return kept;
      const bytes = Buffer.from(kept.slice(SEALED.length), 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG }).setAAD(Buffer.from(of)).setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
        return decipher.update(bytes.subarray(NONCE + TAG), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw new Problem('unavailable', 'A secret that is kept here cannot be opened: it was sealed under another key');
      }
    },
  };
}

/** For connections that have no business with secrets. */
export const NO_SECRETS: Secrets = { seal: withoutKey, open: withoutKey };

function withoutKey(): never {
  throw new Problem('unavailable', 'The key of the secrets is not at hand');
}
