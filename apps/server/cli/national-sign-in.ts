import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair, importPKCS8 } from 'jose';
import { simulatedPatients, simulatedStaff } from '../../../dev-env/simulated-people.ts';
import { registerCis2Simulator } from '../../../exchange/simulators/cis2/register.ts';
import { registerNhsLoginSimulator } from '../../../exchange/simulators/nhs-login/register.ts';
import { type OpenIdClient, relyingParty } from '../../../platform/identity/openid/relying-party.ts';
import type { AppContext } from '../../../platform/http/context.ts';
import { registerServiceRoutes } from '../../../platform/http/auth/service-routes.ts';
import { SettingError } from '../settings.ts';

const CIS2_PATH = '/simulated/cis2';
const NHS_LOGIN_PATH = '/simulated/nhs-login';

/** The national services that are set. */
interface SignInServices {
  cis2: OpenIdClient | undefined;
  nhsLogin: OpenIdClient | undefined;
}

/** Those that `CIS2_*` and `NHS_LOGIN_*` name. Throws SettingError. */
export async function readSignInServices(env: NodeJS.ProcessEnv): Promise<SignInServices> {
  return { cis2: await readClient(env, 'CIS2'), nhsLogin: await readClient(env, 'NHS_LOGIN') };
}

/**
 * Connects the national sign-in services: the real ones that are set, and the simulators, within this server, for what is
 * left where there is a demonstration practice. Before the server listens.
 */
export async function connectSignInServices(app: FastifyInstance, context: AppContext, { cis2, nhsLogin }: SignInServices, demonstration: string | undefined): Promise<void> {
  const base = (): string => context.base;
  const simulated = async (id: string, path: string, register: (publicKey: Awaited<ReturnType<typeof exportJWK>>) => void): Promise<() => OpenIdClient> => {
    const { privateKey, publicKey } = await generateKeyPair('RS512', { extractable: true });
    register({ ...(await exportJWK(publicKey)), kid: id });
    return () => ({ issuer: base() + path, clientId: id, privateKey, keyId: id, simulated: true });
  };
  const cis2Client = cis2 !== undefined ? () => cis2 : demonstration === undefined ? undefined
    : await simulated('jenner_cis2', CIS2_PATH, (publicKey) => { registerCis2Simulator(app, { path: CIS2_PATH, base, client: { id: 'jenner_cis2', publicKey }, staff: simulatedStaff(demonstration) }); });
  const nhsLoginClient = nhsLogin !== undefined ? () => nhsLogin : demonstration === undefined ? undefined
    : await simulated('jenner_nhs_login', NHS_LOGIN_PATH, (publicKey) => { registerNhsLoginSimulator(app, { path: NHS_LOGIN_PATH, base, client: { id: 'jenner_nhs_login', publicKey }, patients: () => simulatedPatients(context.db, demonstration) }); });
  registerServiceRoutes(app, context, {
    cis2: cis2Client === undefined ? undefined : relyingParty(cis2Client),
    nhsLogin: nhsLoginClient === undefined ? undefined : relyingParty(nhsLoginClient),
  });
}

/** `CIS2_ISSUER`, `CIS2_CLIENT_ID`, `CIS2_KEY_FILE` (PKCS #8, PEM) and `CIS2_KEY_ID`: all, or none. */
async function readClient(env: NodeJS.ProcessEnv, name: 'CIS2' | 'NHS_LOGIN'): Promise<OpenIdClient | undefined> {
  const [issuer = '', clientId = '', file = '', keyId = ''] = ['ISSUER', 'CLIENT_ID', 'KEY_FILE', 'KEY_ID'].map((part) => env[`${name}_${part}`] ?? '');
  if (issuer === '' && clientId === '' && file === '' && keyId === '') return undefined;
  if (issuer === '' || clientId === '' || file === '' || keyId === '') throw new SettingError(`Set ${name}_ISSUER, ${name}_CLIENT_ID, ${name}_KEY_FILE and ${name}_KEY_ID together`);
  if (!URL.canParse(issuer) || new URL(issuer).protocol !== 'https:') throw new SettingError(`${name}_ISSUER must be an https address`);
  try {
    return { issuer, clientId, keyId, privateKey: await importPKCS8(readFileSync(file, 'utf8'), 'RS512'), simulated: false };
  } catch {
    throw new SettingError(`${name}_KEY_FILE must be a file that holds an RSA private key as PKCS #8 (-----BEGIN PRIVATE KEY-----)`);
  }
}
