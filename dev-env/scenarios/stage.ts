import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { buildWebApps, type WebApps } from '../../apps/server/build-web.ts';
import { SESSION_COOKIE } from '../../platform/http/session.ts';
import { chromiumPath } from '../../scripts/chromium.ts';
import { entryId, patientPrefix } from '../population/ids.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

/** The practice of every scenario. */
export const ODS = 'A20047';

/** A running system and a browser to look at it with. */
export interface Stage {
  server: TestServer;
  browser: Browser;
  web: WebApps;
  /** A browser of its own, without a session. */
  visitor(options?: BrowserContextOptions): Promise<Page>;
  /** A browser of its own in which somebody has signed in to the workspace, at a path below `/workspace/`. */
  staff(username: string, path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** Gives a browser the session of somebody who signed in outside it. */
  signIn(context: BrowserContext, username: string): Promise<void>;
  end(): Promise<void>;
}

/** Builds the web applications where their sources have changed, and starts one server and one browser. */
export async function openStage({ patients = 30 }: { patients?: number } = {}): Promise<Stage> {
  const web = await buildWebApps(() => undefined);
  const server = await startTestServer({ patients, web });
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ARGS });

  async function visitor(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    context.setDefaultTimeout(15_000);
    return context.newPage();
  }

  async function signIn(context: BrowserContext, username: string): Promise<void> {
    await context.addCookies([{ name: SESSION_COOKIE, value: await server.session(username, ODS), url: server.base, httpOnly: true, sameSite: 'Strict' }]);
  }

  return {
    server, browser, web, visitor, signIn,
    async staff(username, path = '', options) {
      const page = await visitor(options);
      await signIn(page.context(), username);
      await page.goto(`${server.base}/workspace/${path}`);
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
      return page;
    },
    async end() {
      await browser.close();
      await server.stop();
    },
  };
}

/** The person at this place of the population. */
export function patientId(index: number): string {
  return entryId(patientPrefix(index), 0);
}
