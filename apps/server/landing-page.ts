import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../../platform/http/context.ts';

/** `/`: what this is, and where to go. */
export function registerLandingPage(app: FastifyInstance, context: AppContext): void {
  app.get('/', { config: { access: { public: 'what this is' } } }, async (_request, reply) => {
    const practices = await context.practices();
    const items = practices
      .map(({ ods, name, synthetic }) => `<li>${escape(name)} (${ods})${synthetic ? ', a demonstration with made-up people' : ''}: <a href="/${ods}/fhir/r4/metadata">what its FHIR API offers</a></li>`)
      .join('');
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
      .send(page(items));
  });
}

function page(practices: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Jenner, an open GP clinical system</title>
<style>
  body { font: 1.1875rem/1.5 Arial, sans-serif; color: #212b32; background: #f0f4f5; margin: 0; }
  header { background: #005eb8; color: #fff; padding: 1rem; } header p { max-width: 44rem; margin: 0 auto; font-weight: bold; font-size: 1.5rem; }
  main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
  a { color: #005eb8; } a:focus { background: #ffeb3b; color: #212b32; outline: 4px solid #ffeb3b; box-shadow: inset 0 -4px 0 #212b32; text-decoration: none; }
  .doors { list-style: none; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); }
  .doors li { background: #fff; border: 1px solid #d8dde0; padding: 1rem; } .doors a { font-weight: bold; font-size: 1.375rem; } .doors p { margin: .25rem 0 0; }
</style>
</head>
<body>
<header><p>Jenner</p></header>
<main>
<h1>An open GP clinical system for England</h1>
<ul class="doors">
<li><a href="/workspace/">Staff workspace</a><p>Find a patient, read and write the record.</p></li>
<li><a href="/my/">For patients</a><p>See your own GP health record.</p></li>
</ul>
<h2>Practices here</h2>
<ul>${practices}</ul>
<h2>For integrators</h2>
<p>Both web applications use only the public API, which is yours to use too: FHIR R4 at <code>/{ods}/fhir/r4</code>, live changes at <code>/{ods}/events</code>. It is described in <code>docs/api.md</code> of the source.</p>
<p>Health of this server: <a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a>.</p>
<p>This software is not approved by, or a product of, the NHS.</p>
</main>
</body>
</html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
