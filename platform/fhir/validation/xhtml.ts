/**
 * The narrative of a resource (txt-1, txt-2): one `<div>` of balanced, formatting-only XHTML with some content.
 * No scripts, forms, objects, event attributes or script links: the text may end up on a screen.
 * A scanner, not a parser: one pass, no backtracking.
 */
import type { Fault } from './findings.ts';

const ELEMENTS = new Set(
  ('a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img li ol p pre q ' +
    'samp small span strong sub sup table tbody td tfoot th thead tr tt ul var').split(' '),
);
const ATTRIBUTES = new Set(
  ('abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset cite class colspan ' +
    'compact coords dir frame headers height href hreflang hspace id lang longdesc name nowrap rel rev rowspan rules scope shape span ' +
    'src start style summary tabindex title type valign value vspace width xml:lang xmlns').split(' '),
);

const SCHEMES = new Set(['http', 'https', 'ftp', 'mailto', 'tel', 'urn']);

const MALFORMED: Fault = { code: 'value', message: 'txt-1: must be one well-formed XHTML div' };
const FORBIDDEN: Fault = { code: 'invariant', message: 'txt-1: must hold only formatting elements and attributes, and no scripts' };
const NO_CONTENT: Fault = { code: 'invariant', message: 'txt-2: must have some content' };

const TAG = /<(?:!--[^]*?-->|(\/?)([A-Za-z][\w:]*)((?:\s+[\w:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>)/y;
const ATTRIBUTE = /([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

export function xhtmlFault(value: unknown): Fault | undefined {
  if (typeof value !== 'string') return MALFORMED;
  const html = value.trim();
  const open: string[] = [];
  let content = false;
  for (let at = 0; at < html.length; ) {
    const next = html.indexOf('<', at);
    const textEnd = next === -1 ? html.length : next;
    if (textEnd > at && open.length === 0) return MALFORMED;
    if (html.slice(at, textEnd).trim() !== '') content = true;
    if (next === -1) break;
    TAG.lastIndex = next;
    const tag = TAG.exec(html);
    if (tag === null) return MALFORMED;
    at = TAG.lastIndex;
    const [, closing, name, attributes = '', selfClosing] = tag;
    if (name === undefined) continue;
    if (open.length === 0 && (closing !== '' || name !== 'div' || next > 0)) return MALFORMED;
    if (!ELEMENTS.has(name) || !areAllowed(attributes)) return FORBIDDEN;
    if (name === 'img') content = true;
    if (closing === '/') {
      if (open.pop() !== name) return MALFORMED;
    } else if (selfClosing === '') open.push(name);
  }
  if (open.length > 0 || html === '') return MALFORMED;
  return content ? undefined : NO_CONTENT;
}

function areAllowed(attributes: string): boolean {
  for (const [, name = '', double, single] of attributes.matchAll(ATTRIBUTE)) {
    if (!ATTRIBUTES.has(name.toLowerCase()) && !name.startsWith('xmlns:')) return false;
    if ((name === 'href' || name === 'src') && !isSafeLink(name, double ?? single ?? '')) return false;
  }
  return true;
}

/** Refuses links that run code, and entities that could hide one. Images may be inline. */
function isSafeLink(attribute: string, link: string): boolean {
  if (link.replaceAll('&amp;', '').includes('&')) return false;
  const address = link.replace(/[\s\u0000-\u001F]/g, '').toLowerCase();
  const scheme = /^([^/?#:]*):/.exec(address)?.[1];
  if (scheme === 'data') return attribute === 'src' && address.startsWith('data:image/');
  return scheme === undefined || SCHEMES.has(scheme);
}
