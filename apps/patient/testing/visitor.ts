import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { PASSWORD } from './fake-api.ts';

const FORM = 'application/x-www-form-urlencoded';

/** A browser without JavaScript, as far as a test needs one: it posts forms and keeps cookies. */
export class Visitor {
  readonly app: FastifyInstance;
  readonly cookies = new Map<string, string>();

  constructor(app: FastifyInstance) {
    this.app = app;
  }

  async get(url: string): Promise<LightMyRequestResponse> {
    return this.keep(await this.app.inject({ url, headers: { cookie: this.cookie() } }));
  }

  async post(url: string, fields: Readonly<Record<string, string>> = {}, headers: Readonly<Record<string, string>> = { origin: 'http://localhost:80' }): Promise<LightMyRequestResponse> {
    const payload = new URLSearchParams(fields).toString();
    return this.keep(await this.app.inject({ method: 'POST', url, payload, headers: { 'content-type': FORM, cookie: this.cookie(), ...headers } }));
  }

  async signIn(username: string, fields: Readonly<Record<string, string>> = {}): Promise<LightMyRequestResponse> {
    return this.post('/my/', { username, password: PASSWORD, code: '123456', ...fields });
  }

  private cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private keep(response: LightMyRequestResponse): LightMyRequestResponse {
    for (const { name, value, maxAge } of response.cookies) {
      if (maxAge === 0) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}
