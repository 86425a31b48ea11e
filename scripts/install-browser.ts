import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './chromium.ts';

const FONTS = [
  '/usr/share/fonts/truetype/liberation',
  '/usr/share/fonts/truetype/liberation2',
  '/usr/share/fonts/liberation',
];

/**
 * Installs Chromium and the fonts our screens are measured with, where they are missing and this process may:
 * as root, with apt-get. Anywhere else the tests that need them fail with a sentence that says what to do.
 */
export function installBrowser(): void {
  if (process.platform !== 'linux') return;
  const missing = [
    ...(findChromium() === undefined ? ['chromium'] : []),
    ...(FONTS.some((path) => existsSync(path)) ? [] : ['fonts-liberation']),
  ];
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.log(
      `Browser tests need ${missing.join(' and ')}. Please install, for example: sudo apt-get install ${missing.join(' ')}`,
    );
    return;
  }
  console.log(`Installing ${missing.join(' and ')} for the browser tests…`);
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-qq', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  const install = () => apt('install', '-y', '--no-install-recommends', ...missing);
  if (!install() && !(apt('update') && install()))
    console.log(`apt-get could not install ${missing.join(' and ')}; browser tests will fail.`);
}
