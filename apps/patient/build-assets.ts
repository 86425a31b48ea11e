import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileAsync } from 'sass';
import { MANIFEST } from './assets.ts';
import { field } from './json.ts';

const SOURCE = join(import.meta.dirname, 'assets');

/** All the script of the app: NHS.UK frontend's own, started. Pages work without it. */
function startScript(frontendName: string): string {
  return `import{initAll}from'./${frontendName}';document.body.classList.add('js-enabled','nhsuk-frontend-supported');initAll();`;
}

/**
 * Builds the patient app's stylesheet, script and icon into a folder, under names that change with their content, and
 * a manifest that names them. Does nothing where the folder already holds the build of these very sources.
 */
export async function buildPatientAssets(outDir: string): Promise<void> {
  const nhsuk = dirname(createRequire(import.meta.url).resolve('nhsuk-frontend/package.json'));
  const [styles, ownStyles, icon, frontend, version] = await Promise.all([
    readFile(join(SOURCE, 'patient.scss'), 'utf8'),
    readFile(join(SOURCE, 'jenner.scss'), 'utf8'),
    readFile(join(SOURCE, 'icon.svg'), 'utf8'),
    readFile(join(nhsuk, 'dist/nhsuk/nhsuk-frontend.min.js'), 'utf8'),
    readFile(join(nhsuk, 'package.json'), 'utf8'),
  ]);
  const source = digest(styles + ownStyles + startScript('') + icon + frontend + version);
  if (await isBuilt(outDir, source)) return;

  const { css } = await compileAsync(join(SOURCE, 'patient.scss'), {
    style: 'compressed', loadPaths: [join(nhsuk, 'dist')], quietDeps: true,
  });
  const script = frontend.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n');
  const scriptName = named('nhsuk-frontend', 'js', script);
  const start = startScript(scriptName);
  const files = {
    css: [named('patient', 'css', css), css],
    js: [named('start', 'js', start), start],
    frontend: [scriptName, script],
    icon: [named('icon', 'svg', icon), icon],
  } as const;

  await mkdir(outDir, { recursive: true });
  await Promise.all(Object.values(files).map(([name, content]) => writeFile(join(outDir, name), content)));
  const names = Object.fromEntries(Object.entries(files).map(([key, [name]]) => [key, name]));
  await writeFile(join(outDir, MANIFEST), JSON.stringify({ source, ...names }));
}

async function isBuilt(outDir: string, source: string): Promise<boolean> {
  const manifest = join(outDir, MANIFEST);
  if ((await stat(manifest).catch(() => undefined)) === undefined) return false;
  const built: unknown = JSON.parse(await readFile(manifest, 'utf8'));
  return field(built, 'source') === source;
}

function named(name: string, extension: string, content: string): string {
  return `${name}-${digest(content)}.${extension}`;
}

function digest(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}
