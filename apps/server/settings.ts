import { join } from 'node:path';
import type { ConnectionOptions } from '../../platform/store/database.ts';

/** The checkout, two folders up. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** Everything that can be set, read once from the environment. The table of them is in the README. */
export interface Settings {
  port: number;
  host: string;
  /** The address that users and integrators see. */
  base: string;
  /** Another PostgreSQL than the embedded one. */
  database: { app: ConnectionOptions; owner: ConnectionOptions } | undefined;
  dataDir: string;
  /** Synthetic patients in the demonstration practice; 0 for no demonstration. */
  demonstrationPatients: number;
  logLevel: 'silent' | 'error' | 'warn' | 'info';
}

/** A setting that cannot be used: one sentence for whoever set it. */
export class SettingError extends Error {}

/** Reads and checks the settings. Throws SettingError. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const port = whole(env, 'PORT', 8420, 0, 65_535);
  const host = env['HOST'] ?? '127.0.0.1';
  if (!/^[\w.:-]+$/.test(host)) throw new SettingError('HOST must be a host name or an IP address, such as 127.0.0.1');
  return {
    port,
    host,
    base: baseOf(env, host, port),
    database: databaseOf(env),
    dataDir: env['JENNER_DATA'] ?? join(ROOT, '.jenner'),
    demonstrationPatients: whole(env, 'JENNER_DEMO_PATIENTS', 250, 0, 1_000_000),
    logLevel: logLevelOf(env),
  };
}

function whole(env: NodeJS.ProcessEnv, name: string, standard: number, low: number, high: number): number {
  const text = env[name];
  if (text === undefined || text === '') return standard;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high) throw new SettingError(`${name} must be a whole number from ${low} to ${high}`);
  return value;
}

function baseOf(env: NodeJS.ProcessEnv, host: string, port: number): string {
  const text = env['JENNER_BASE_URL'];
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  if (text === undefined || text === '') return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new SettingError('JENNER_BASE_URL must be an http or https address');
  return text.replace(/\/+$/, '');
}

function databaseOf(env: NodeJS.ProcessEnv): Settings['database'] {
  const url = env['DATABASE_URL'];
  if (url === undefined || url === '') return undefined;
  const given = connectionOf('DATABASE_URL', url);
  const ownerUrl = env['DATABASE_OWNER_URL'];
  // With one address, its role owns the tables and the application serves as the lesser role jenner_app.
  if (ownerUrl === undefined || ownerUrl === '') return { owner: given, app: { ...given, role: 'jenner_app' } };
  return { owner: connectionOf('DATABASE_OWNER_URL', ownerUrl), app: given };
}

function connectionOf(name: string, text: string): ConnectionOptions {
  const form = `${name} must look like postgres://user:password@host:5432/database`;
  if (!URL.canParse(text)) throw new SettingError(form);
  const url = new URL(text);
  const tls = url.searchParams.get('sslmode');
  if (!/^postgres(?:ql)?:$/.test(url.protocol) || url.username === '' || url.pathname.length < 2) throw new SettingError(form);
  return {
    host: url.searchParams.get('host') ?? decodeURIComponent(url.hostname),
    port: url.port === '' ? 5432 : Number(url.port),
    user: decodeURIComponent(url.username),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    database: decodeURIComponent(url.pathname.slice(1)),
    ...(tls === 'require' || tls === 'verify-full' ? { tls } : {}),
  };
}

function logLevelOf(env: NodeJS.ProcessEnv): Settings['logLevel'] {
  const text = env['JENNER_LOG'] ?? 'warn';
  if (text === 'silent' || text === 'error' || text === 'warn' || text === 'info') return text;
  throw new SettingError('JENNER_LOG must be silent, error, warn or info');
}
