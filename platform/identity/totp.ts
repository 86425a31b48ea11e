import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** RFC 6238 with what every authenticator app understands: SHA-1, six digits, steps of 30 seconds. */
const STEP_SECONDS = 30;
const DIGITS = 6;
/** Clocks may be half a minute apart either way (RFC 6238 §5.2 recommends no more). */
const DRIFT_STEPS = 1;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A new secret of 160 bits as RFC 4648 base32, the form that is typed into an authenticator app. */
export function newTotpSecret(): string {
  return [...randomBytes(20).toString('hex').matchAll(/.{10}/g)].map(([five]) => base32(BigInt(`0x${five}`))).join('');
}

/** The address an authenticator app reads from a QR code or a link. */
export function totpAddress(secret: string, username: string, issuer: string): string {
  return `otpauth://totp/${encodeURIComponent(`${issuer}:${username}`)}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;
}

/** The code of a moment (milliseconds). */
export function totpCode(secret: string, at: number): string {
  return codeOf(secret, stepOf(at));
}

/**
 * The time step whose code this is, or undefined. `last` is the step used last: a code works once, and none older than it
 * works after it.
 */
export function matchTotp(secret: string, code: string, last: number, at: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const now = stepOf(at);
  let found: number | undefined;
  for (let step = now - DRIFT_STEPS; step <= now + DRIFT_STEPS; step++) {
    const same = timingSafeEqual(Buffer.from(codeOf(secret, step)), Buffer.from(code));
    if (same && step > last) found ??= step;
  }
  return found;
}

function stepOf(at: number): number {
  return Math.floor(at / 1000 / STEP_SECONDS);
}

/** HOTP (RFC 4226) of a counter. */
function codeOf(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS).padStart(DIGITS, '0');
}

function base32(fortyBits: bigint): string {
  return Array.from({ length: 8 }, (_, place) => ALPHABET[Number((fortyBits >> BigInt(35 - 5 * place)) & 31n)]).join('');
}

function bytesOf(secret: string): Buffer {
  const bits = secret.split('').map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from([...bits.matchAll(/.{8}/g)].map(([byte]) => Number.parseInt(byte, 2)));
}
