import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matchTotp, newTotpSecret, totpAddress, totpCode } from './totp.ts';

/** RFC 6238 appendix B: the secret is the ASCII text 12345678901234567890; its eight digits end in our six. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const VECTORS: readonly (readonly [number, string])[] = [
  [59, '287082'], [1_111_111_109, '081804'], [1_111_111_111, '050471'], [1_234_567_890, '005924'], [2_000_000_000, '279037'], [20_000_000_000, '353130'],
];

describe('one-time codes', () => {
  it('are those of RFC 6238 appendix B', () => {
    for (const [seconds, code] of VECTORS) assert.equal(totpCode(SECRET, seconds * 1000), code);
  });

  it('are taken one step early or late and no further, and each once', () => {
    const at = 1_111_111_109_000;
    const step = Math.floor(at / 30_000);
    for (const away of [-1, 0, 1]) assert.equal(matchTotp(SECRET, totpCode(SECRET, at + away * 30_000), 0, at), step + away);
    for (const away of [-2, 2, 3]) assert.equal(matchTotp(SECRET, totpCode(SECRET, at + away * 30_000), 0, at), undefined);
    assert.equal(matchTotp(SECRET, totpCode(SECRET, at), step, at), undefined, 'a code works twice');
    assert.equal(matchTotp(SECRET, totpCode(SECRET, at - 30_000), step, at), undefined, 'an older code works after a newer one');
    assert.equal(matchTotp(SECRET, totpCode(SECRET, at + 30_000), step, at), step + 1);
  });

  it('of any other form are refused', () => {
    for (const wrong of ['', '12345', '1234567', 'abcdef', ' 81804', '081804\n', '٠٨١٨٠٤']) assert.equal(matchTotp(SECRET, wrong, 0, 1_111_111_109_000), undefined, wrong);
  });

  it('have secrets of 160 bits, never the same, in an address that apps read', () => {
    const [one, other] = [newTotpSecret(), newTotpSecret()];
    assert.match(one, /^[A-Z2-7]{32}$/);
    assert.notEqual(one, other);
    assert.equal(totpAddress(SECRET, 'gp', 'Jenner A20047'), `otpauth://totp/Jenner%20A20047%3Agp?secret=${SECRET}&issuer=Jenner%20A20047`);
  });
});
