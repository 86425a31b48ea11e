import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPatientAssets } from '../patient/build-assets.ts';
import { ROOT } from './settings.ts';

export interface WebApps {
  workspaceDir: string;
  patientAssetsDir: string;
}

/** What the workspace is made from: its own sources, the pure modules it shares with the server, its tools. */
const WORKSPACE_SOURCES = ['apps/workspace', 'capabilities', 'platform/fhir', 'package-lock.json'];

/** Builds both web applications, unless what stands was built from the same sources. */
export async function buildWebApps(say: (message: string) => void): Promise<WebApps> {
  const workspaceDir = join(ROOT, 'apps', 'workspace', 'dist');
  const patientAssetsDir = join(ROOT, 'apps', 'patient', 'dist');
  const stamp = await digestOf(WORKSPACE_SOURCES);
  const stampFile = join(workspaceDir, '.built-from');
  const built = existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp;
  if (!built) {
    say('Building the staff workspace');
    await buildWorkspace(workspaceDir, stamp);
  }
  await buildPatientAssets(patientAssetsDir);
  return { workspaceDir, patientAssetsDir };
}

/** Built beside and moved into place, so that a build cut short is never served. */
async function buildWorkspace(directory: string, stamp: string): Promise<void> {
  const { build } = await import('vite');
  const draft = `${directory}.${process.pid}`;
  try {
    await build({ configFile: join(ROOT, 'apps', 'workspace', 'vite.config.ts'), logLevel: 'error', build: { outDir: draft } });
    await writeFile(join(draft, '.built-from'), stamp);
    await rm(directory, { recursive: true, force: true });
    await mkdir(join(directory, '..'), { recursive: true });
    await rename(draft, directory);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function digestOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of (await filesUnder(path)).sort()) hash.update(file).update('\0').update(await readFile(join(ROOT, file)));
  }
  return hash.digest('hex');
}

async function filesUnder(path: string): Promise<string[]> {
  if (path.includes('.')) return [path];
  const entries = await readdir(join(ROOT, path), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .filter((file) => !/(?:^|\/)(?:dist[^/]*|node_modules)\//.test(file) && !file.endsWith('.test.ts'));
}
