import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Head } from './seal.ts';

/**
 * One line of a practice's anchor file: the head of its audit at a moment, signed. It stands on its own, as a head
 * answers for every row before it; what lines between were lost does not matter as long as the later ones are there.
 */
export interface Anchor {
  /** `restored`: somebody has declared that the database was put back to this head, and what came after it is lost. */
  kind: 'head' | 'restored';
  practice: string;
  seq: number;
  hash: string;
  /** Rows up to and including this seal. */
  total: number;
  at: string;
  /** Who declared the restore, and why. */
  by: string;
  reason: string;
}

/** An anchor of a head; `restored` says by whom, and why, the chain goes on from there. */
export function anchorOf(practice: string, { seq, hash, total }: Head, at: Date, restored?: { by: string; reason: string }): Anchor {
  return { kind: restored === undefined ? 'head' : 'restored', practice, seq, hash, total, at: at.toISOString(), by: restored?.by ?? '', reason: restored?.reason ?? '' };
}

/** The anchor as a line, with its signature last (HMAC-SHA-256 over the JSON of what is before it). */
export function writeAnchor(anchor: Anchor, key: Buffer): string {
  return JSON.stringify({ ...anchor, mac: sign(anchor, key) });
}

/**
 * Reads a line back. `torn`: it is no JSON, as when the power went while it was written. `false`: it is not one that was
 * signed with this key for this practice.
 */
export function readAnchor(line: string, practice: string, key: Buffer): Anchor | 'torn' | 'false' {
  const parsed = parse(line);
  if (typeof parsed === 'string') return parsed;
  const { mac, ...anchor } = parsed;
  const [given, right] = [Buffer.from(mac, 'hex'), Buffer.from(sign(anchor, key), 'hex')];
  return parsed.practice === practice && given.length === right.length && timingSafeEqual(given, right) ? anchor : 'false';
}

function sign({ kind, practice, seq, hash, total, at, by, reason }: Anchor, key: Buffer): string {
  return createHmac('sha256', key).update(JSON.stringify([kind, practice, seq, hash, total, at, by, reason])).digest('hex');
}

function parse(line: string): (Anchor & { mac: string }) | 'torn' | 'false' {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'torn';
  }
  if (typeof value !== 'object' || value === null) return 'false';
  const { kind, practice, seq, hash, total, at, by, reason, mac } = value as Record<string, unknown>;
  if ((kind !== 'head' && kind !== 'restored') || typeof seq !== 'number' || typeof total !== 'number') return 'false';
  if (typeof practice !== 'string' || typeof hash !== 'string' || typeof at !== 'string' || typeof by !== 'string' || typeof reason !== 'string' || typeof mac !== 'string') return 'false';
  return { kind, practice, seq, hash, total, at, by, reason, mac };
}
