import type { NewApp } from './apps-api.ts';

/** What stands in the registration form. Throws an Error in words where the JWKS is no JSON. */
export function readForm(data: FormData): NewApp {
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const lines = (name: string): string[] => text(name).split(/\s+/).filter((line) => line !== '');
  const kind = text('kind') === 'service' ? 'service' : 'app';
  const given = text('auth');
  const auth = kind === 'service' || given === 'private_key_jwt' ? 'private_key_jwt' : given === 'client_secret_basic' ? 'client_secret_basic' : 'none';
  const app: NewApp = { name: text('name'), kind, auth, redirectUris: kind === 'app' ? lines('redirectUris') : [], launchUrl: kind === 'app' ? text('launchUrl') : '', scopes: lines('scopes') };
  const keys = text('keys');
  if (auth !== 'private_key_jwt') return app;
  return keys.startsWith('{') ? { ...app, jwks: parse(keys) } : { ...app, jwksUrl: keys };
}

function parse(keys: string): unknown {
  try {
    return JSON.parse(keys);
  } catch {
    throw new Error('The keys are neither an address nor a JWKS in JSON');
  }
}
