import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** Markup that may be put into a page as it is. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A template whose values are escaped, unless they are Html themselves. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  return new Html(parts.reduce((text, part, n) => text + markupOf(values[n - 1] ?? '') + part));
}

function markupOf(value: string | Html | readonly Html[]): string {
  if (value instanceof Html) return value.text;
  if (typeof value !== 'string') return value.map(({ text }) => text).join('');
  return value.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

const STYLE = `body{font:1.125rem/1.5 system-ui,sans-serif;color:#212b32;background:#f0f4f5;margin:0}
main{max-width:38rem;margin:2rem auto;padding:1.5rem 2rem;background:#fff;border:1px solid #d8dde0}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 1rem}h2{font-size:1.15rem;margin:1.5rem 0 .5rem}
button,.button{font:inherit;font-weight:600;padding:.6rem 1.1rem;min-height:2.75rem;border:2px solid #005eb8;background:#005eb8;color:#fff;border-radius:4px;cursor:pointer}
button.second{background:#fff;color:#005eb8}a{color:#005eb8}:focus-visible{outline:4px solid #ffb81c;outline-offset:1px}
input[type=text]{font:inherit;padding:.5rem;border:2px solid #4c6272;width:100%;box-sizing:border-box}
label{display:block;margin:.4rem 0}input[type=radio]{width:1.3rem;height:1.3rem;vertical-align:middle}
.actions{display:flex;gap:1rem;flex-wrap:wrap;margin-top:1.5rem}.note{background:#f0f4f5;border-left:6px solid #005eb8;padding:.6rem 1rem}
@media(max-width:40em){main{margin:0;padding:1rem}}`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

export interface Page {
  title: string;
  body: Html;
  /** In the head; nothing but a meta element. */
  head?: Html;
  /** Where the page's forms may lead in the end, besides this server: the app's address. */
  formTarget?: string;
}

/** Sends a page that needs nothing from elsewhere, may not be framed or kept, and tells no other site of its address. */
export function sendPage(reply: FastifyReply, status: number, { title, body, head, formTarget }: Page): FastifyReply {
  const target = formTarget === undefined ? '' : ` ${originOf(formTarget)}`;
  void reply.header('content-security-policy', `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'${target}; base-uri 'none'; frame-ancestors 'none'`).header('cache-control', 'no-store');
  const page = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="same-origin"><title>${title}</title>${head ?? ''}<style>${new Html(STYLE)}</style></head><body><main>${body}</main></body></html>`;
  return reply.code(status).type('text/html; charset=utf-8').send(page.text);
}

function originOf(address: string): string {
  const { origin, protocol } = new URL(address);
  return origin === 'null' ? protocol : origin;
}
