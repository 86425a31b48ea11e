import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../errors.ts';

export const FHIR_JSON = 'application/fhir+json; charset=utf-8';

/** One version of a resource, its JSON passed through as stored, with ETag and Last-Modified. */
export function sendVersion(reply: FastifyReply, status: number, stored: { version: number; updated: Date; content: string }): FastifyReply {
  return reply
    .code(status)
    .header('etag', `W/"${stored.version}"`)
    .header('last-modified', stored.updated.toUTCString())
    .type(FHIR_JSON)
    .send(stored.content);
}

/** The version in an `If-Match: W/"3"` header, or undefined without one. */
export function ifMatch(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match'];
  return header === undefined ? undefined : versionOf(header);
}

/** Whether If-None-Match names the version: a list, compared weakly (RFC 9110 §13.1.2). */
export function ifNoneMatch({ headers }: FastifyRequest, version: number): boolean {
  return headers['if-none-match']?.split(',').some((one) => one.trim().replace(/^W\//, '') === `"${version}"`) ?? false;
}

/** Reads `W/"3"`. */
export function versionOf(etag: string): number {
  const version = Number(/^(?:W\/)?"(\d+)"$/.exec(etag.trim())?.[1]);
  if (!Number.isSafeInteger(version)) throw new Problem('invalid', 'If-Match must be W/"<version>"');
  return version;
}

/** A query parameter that may be given once; the first where it is given again. */
export function firstOf(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** Records change and are private: no cache may hold them, but a client may ask whether they have changed. */
export function noStore(reply: FastifyReply): void {
  void reply.header('cache-control', 'no-store');
}

/** Whether Accept-Encoding allows gzip: named, and not with weight 0. */
export function takesGzip({ headers }: FastifyRequest): boolean {
  return (headers['accept-encoding'] ?? '').split(',').some((one) => /^\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)[\d.]+\s*)?$/i.test(one));
}

/** Whether a preference is among those of the request: `Prefer: respond-async, handling=lenient` (RFC 7240). */
export function prefers({ headers }: FastifyRequest, preference: string): boolean {
  return [headers['prefer'] ?? ''].flat().join().split(/[,;]/).some((one) => one.trim() === preference);
}
