import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { anchorPlace, type AnchorPlace } from '../../platform/audit/anchor-place.ts';
import type { ConnectionOptions } from '../../platform/store/database.ts';
import type { SecretsKey } from '../../platform/store/secrets/settle-secrets.ts';

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
  /** Where heads of the audit go. */
  anchors: AnchorPlace;
  /** The key of the secrets that the database keeps sealed. */
  secretsKey: SecretsKey;
  /** Whether subscriptions may send to this machine and to private networks. */
  localHooks: boolean;
  /** What `/metrics` is asked for with; undefined where this machine alone may. */
  metricsToken: string | undefined;
}

/** A setting that cannot be used: one sentence for whoever set it. */
export class SettingError extends Error {}

/** Reads and checks the settings. Throws SettingError, or Problem. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const port = whole(env, 'PORT', 8420, 0, 65_535);
  const host = env['HOST'] ?? '127.0.0.1';
  if (!/^[\w.:-]+$/.test(host)) throw new SettingError('HOST must be a host name or an IP address, such as 127.0.0.1');
  const dataDir = env['JENNER_DATA'] ?? standardDataDir();
  return {
    port,
    host,
    base: baseOf(env, host, port),
    database: databaseOf(env),
    dataDir,
    demonstrationPatients: whole(env, 'JENNER_DEMO_PATIENTS', 250, 0, 1_000_000),
    logLevel: logLevelOf(env),
    anchors: anchorPlace(env['AUDIT_ANCHOR'], dataDir),
    secretsKey: secretsKeyOf(env, dataDir),
    localHooks: localHooksOf(env),
    metricsToken: metricsTokenOf(env),
  };
}

/**
 * `.jenner` in the checkout. PostgreSQL will not run as root, and the lesser user it then runs as must be able to
 * reach its files: from a checkout that only root may enter, they go to a folder of their own under /var/lib/jenner.
 */
function standardDataDir(): string {
  if (process.getuid?.() !== 0) return join(ROOT, '.jenner');
  for (let folder = ROOT; folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return join('/var/lib/jenner', createHash('sha256').update(ROOT).digest('hex').slice(0, 12));
  }
  return join(ROOT, '.jenner');
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
  const part = (encoded: string): string => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      throw new SettingError(`${form}; a % in the user or password is written %25`);
    }
  };
  if (!/^postgres(?:ql)?:$/.test(url.protocol) || url.username === '' || url.pathname.length < 2) throw new SettingError(form);
  const tls = url.searchParams.get('sslmode') ?? 'disable';
  if (tls !== 'disable' && tls !== 'require' && tls !== 'verify-full') throw new SettingError(`${name}: sslmode must be disable, require or verify-full`);
  const prepare = url.searchParams.get('prepare') ?? 'true';
  if (prepare !== 'true' && prepare !== 'false') throw new SettingError(`${name}: prepare must be true or false`);
  return {
    host: url.searchParams.get('host') ?? part(url.hostname),
    port: url.port === '' ? 5432 : Number(url.port),
    user: part(url.username),
    ...(url.password === '' ? {} : { password: part(url.password) }),
    database: part(url.pathname.slice(1)),
    ...(tls === 'disable' ? {} : { tls }),
    ...(prepare === 'true' ? {} : { prepare: false }),
  };
}

function localHooksOf(env: NodeJS.ProcessEnv): boolean {
  const text = env['JENNER_LOCAL_HOOKS'] ?? 'false';
  if (text !== 'true' && text !== 'false') throw new SettingError('JENNER_LOCAL_HOOKS must be true or false');
  return text === 'true';
}

function secretsKeyOf(env: NodeJS.ProcessEnv, dataDir: string): SecretsKey {
  const text = env['JENNER_SECRETS_KEY'];
  if (text === undefined || text === '') return { file: join(dataDir, 'secrets.key') };
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new SettingError('JENNER_SECRETS_KEY must be 64 hexadecimal digits, as openssl rand -hex 32 gives them');
  return { key: Buffer.from(text, 'hex') };
}

function metricsTokenOf(env: NodeJS.ProcessEnv): string | undefined {
  const text = env['JENNER_METRICS_TOKEN'];
  if (text === undefined || text === '') return undefined;
  if (!/^[\w.~+/=-]{16,200}$/.test(text)) throw new SettingError('JENNER_METRICS_TOKEN must be 16 to 200 letters, digits or -._~+/=');
  return text;
}

function logLevelOf(env: NodeJS.ProcessEnv): Settings['logLevel'] {
  const text = env['JENNER_LOG'] ?? 'warn';
  if (text === 'silent' || text === 'error' || text === 'warn' || text === 'info') return text;
  throw new SettingError('JENNER_LOG must be silent, error, warn or info');
}
