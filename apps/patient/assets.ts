import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from './json.ts';

/** Addresses of the files that pages refer to. */
export interface Assets {
  css: string;
  js: string;
  icon: string;
}

export const MANIFEST = 'manifest.json';

/** Reads what `buildPatientAssets` left in the folder. Throws where it was never run. */
export function readAssets(assetsDir: string): Assets {
  const manifest: unknown = JSON.parse(readFileSync(join(assetsDir, MANIFEST), 'utf8'));
  const address = (name: string): string => `/my/assets/${text(manifest, name)}`;
  return { css: address('css'), js: address('js'), icon: address('icon') };
}
