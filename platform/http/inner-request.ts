import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

const NAME = 'x-inner-request';
/** Known to this process alone, so that nobody else can claim it. */
const VALUE = randomUUID();

/** The header of a request that this process makes of itself within another one, such as an entry of a batch. */
export const INNER_REQUEST: Readonly<Record<string, string>> = { [NAME]: VALUE };

/** Whether it is one: its place among what the server does at once is the outer request's. */
export function isInnerRequest({ headers }: FastifyRequest): boolean {
  return headers[NAME] === VALUE;
}
