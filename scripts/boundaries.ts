import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';

/** The wings of the house, top to bottom. An import may stay in its wing or point downwards. */
const WINGS = ['apps', 'market', 'exchange', 'capabilities', 'platform'];
/** Folders of tools, which the product does not know. */
const TOOLS = ['dev-env', 'bench', 'scripts'];

const IMPORT = /(?:^|[\s;}])(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;

/** Why a file may not import another (both paths from the root of the repository), or nothing when it may. */
export function forbids(from: string, to: string): string | undefined {
  const [wing = '', part = ''] = from.split('/');
  const [toWing = '', toPart = ''] = to.split('/');
  const isTest = /\.test\.tsx?$/.test(from);
  if (to.startsWith('..')) return 'outside the repository';
  if (from.startsWith('dev-env/population/') && ![wing, 'platform'].includes(toWing))
    return 'the population stands on platform/ alone';
  if (TOOLS.includes(wing)) return undefined;
  if (toWing === 'dev-env')
    return isTest || from.startsWith('apps/server/cli/')
      ? undefined
      : 'only tests, tools and apps/server/cli/ may use dev-env/';
  if (TOOLS.includes(toWing)) return isTest ? undefined : `the product does not use ${toWing}/`;
  if (!WINGS.includes(wing) || !WINGS.includes(toWing)) return undefined;
  if (
    from.startsWith('apps/workspace/') &&
    !['capabilities', 'platform'].includes(toWing) &&
    !to.startsWith('apps/workspace/')
  ) {
    return 'the workspace runs in a browser and may use capabilities/ and platform/ only';
  }
  if (WINGS.indexOf(wing) > WINGS.indexOf(toWing)) return `${wing}/ stands below ${toWing}/`;
  if (wing === 'capabilities' && toWing === 'capabilities' && part !== toPart)
    return 'capabilities do not import one another';
  return undefined;
}

/** The relative imports of a source text, as paths from the root of the repository. */
export function importsOf(file: string, source: string): string[] {
  return [...source.matchAll(IMPORT)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => normalize(join(dirname(file), specifier)));
}

/** Every forbidden import below a folder, one line each. */
export function findViolations(root: string): string[] {
  const files = globSync(`{${[...WINGS, ...TOOLS].join(',')}}/**/*.{ts,tsx,mjs}`, {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**'],
  });
  return files
    .map((file) => file.replaceAll('\\', '/'))
    .flatMap((file) =>
      importsOf(file, readFileSync(`${root}/${file}`, 'utf8')).flatMap((to) => {
        const reason = forbids(file, to);
        return reason === undefined ? [] : [`${file} imports ${to}: ${reason}`];
      }),
    )
    .toSorted();
}
