import { createHash, randomBytes } from 'node:crypto';

/** A secret of 256 bits for a cookie or a header. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What of a secret is kept: enough to know it again, nothing to use. Secrets are random, so no salt is needed. */
export function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
