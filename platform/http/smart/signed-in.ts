import type { FastifyRequest } from 'fastify';
import { Problem } from '../../errors.ts';
import type { Principal } from '../../access/principal.ts';
import type { AppContext } from '../context.ts';
import { authenticate } from '../session.ts';

/** The person at the browser, or undefined when nobody is signed in here. A program's token is nobody: it cannot allow another. */
export async function signedIn(context: AppContext, request: FastifyRequest): Promise<Principal | undefined> {
  if (request.headers.authorization !== undefined) return undefined;
  try {
    const principal = await authenticate(context, request);
    return principal.belongs === 'stranger' ? undefined : principal;
  } catch (error) {
    if (error instanceof Problem && error.fault === 'unauthenticated') return undefined;
    throw error;
  }
}
