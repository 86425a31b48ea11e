import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OperationOutcome } from '@medplum/fhirtypes';
import { type Fault, Problem } from '../errors.ts';

const STATUS: Record<Fault, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  deleted: 410,
  duplicate: 409,
  'version-conflict': 412,
  'precondition-required': 428,
  'too-large': 413,
  throttled: 429,
  'not-supported': 405,
  unavailable: 503,
};

type IssueCode = NonNullable<OperationOutcome['issue']>[number]['code'];

/** FHIR R4 IssueType for each fault. */
const ISSUE: Record<Fault, IssueCode> = {
  invalid: 'invalid',
  unauthenticated: 'login',
  forbidden: 'forbidden',
  'not-found': 'not-found',
  deleted: 'deleted',
  duplicate: 'duplicate',
  'version-conflict': 'conflict',
  'precondition-required': 'required',
  'too-large': 'too-long',
  throttled: 'throttled',
  'not-supported': 'not-supported',
  unavailable: 'transient',
};

/** PostgreSQL error classes that are the caller's to mend, or worth another try. */
const FROM_DATABASE: Record<string, [Fault, string]> = {
  '23505': ['duplicate', 'That id or identifier is taken'],
  '22021': ['invalid', 'The request holds a character that cannot be kept'],
  '40001': ['unavailable', 'The write collided with another: try again'],
  '40P01': ['unavailable', 'The write collided with another: try again'],
  '55P03': ['unavailable', 'The database waited too long for a lock'],
  '57014': ['unavailable', 'The database took too long'],
  '57P01': ['unavailable', 'The database is restarting'],
  '57P03': ['unavailable', 'The database is starting'],
  '53100': ['unavailable', 'The disk is full'],
  '53300': ['unavailable', 'The database has too many connections'],
  ECONNREFUSED: ['unavailable', 'The database cannot be reached'],
  ENOENT: ['unavailable', 'The database cannot be reached'],
  CONNECTION_CLOSED: ['unavailable', 'The database connection was lost'],
  CONNECTION_ENDED: ['unavailable', 'The server is stopping'],
  CONNECT_TIMEOUT: ['unavailable', 'The database cannot be reached'],
};

/** The one place where an error becomes an answer. What is not known is logged, and tells the caller nothing. */
export function installErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_request, reply) => sendOutcome(reply, 404, outcome('not-found', 'There is nothing at this address')));
}

/** Answers one error. By itself also for what goes wrong before there is a route: an address that is not well-formed. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.statusCode === 415) return sendOutcome(reply, 415, outcome('not-supported', 'The content type is not supported: send application/fhir+json'));
  const problem = toProblem(error);
  if (problem === undefined) {
    // Never the message: it may quote a value.
    request.log.error({ name: error.name, code: error.code, stack: framesOf(error) }, 'unexpected error');
    return sendOutcome(reply, 500, outcome('exception', 'Something went wrong here; it has been logged'));
  }
  if (problem.fault === 'unavailable') request.log.error({ code: error.code, fault: problem.fault }, problem.message);
  const retryAfter = problem.retryAfter ?? (problem.fault === 'unavailable' ? 2 : undefined);
  if (retryAfter !== undefined) void reply.header('retry-after', retryAfter);
  return sendOutcome(reply, statusOf(problem, request), outcomeOf(problem));
}

/** A resource that can be read but not taken is 422; a question that cannot be answered is 400. */
function statusOf({ fault, issues }: Problem, { method }: FastifyRequest): number {
  return fault === 'invalid' && issues.length > 0 && method !== 'GET' && method !== 'HEAD' ? 422 : STATUS[fault];
}

function toProblem(error: FastifyError): Problem | undefined {
  if (error instanceof Problem) return error;
  const known = FROM_DATABASE[error.code];
  if (known !== undefined) return new Problem(...known);
  if (error.statusCode === 413) return new Problem('too-large', 'The body is too large');
  if (error instanceof RangeError) return new Problem('invalid', error.message);
  if (error instanceof URIError) return new Problem('invalid', 'A % in the request is not followed by two hexadecimal digits');
  if (error.statusCode !== undefined && error.statusCode < 500) return new Problem('invalid', bodyMessage(error));
  return undefined;
}

/** Fastify's own 4xx messages may quote the body; only its kinds are passed on. */
function bodyMessage(error: FastifyError): string {
  return error.code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ? 'The body is empty' : 'The request is not well-formed JSON';
}

/** Only the frames: a message of several lines stands in the stack too. */
function framesOf(error: Error): string {
  return (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 7).join('\n');
}

function outcomeOf(problem: Problem): OperationOutcome {
  if (problem.issues.length === 0) return outcome(ISSUE[problem.fault], problem.message);
  return {
    resourceType: 'OperationOutcome',
    issue: problem.issues.map((issue) => ({
      severity: 'error',
      code: VALIDATION_CODES[issue.code] ?? 'invalid',
      details: { text: withoutNumbers(issue.message) },
      ...(issue.expression === undefined ? {} : { expression: [issue.expression] }),
    })),
  };
}

/** Codes the validator and the search parser give, as FHIR R4 IssueTypes. */
const VALIDATION_CODES: Record<string, IssueCode> = {
  structure: 'structure', required: 'required', value: 'value', invariant: 'invariant',
  'code-invalid': 'code-invalid', 'not-supported': 'not-supported', 'too-long': 'too-long', 'not-found': 'not-found', conflict: 'conflict', 'too-costly': 'too-costly',
};

function outcome(code: IssueCode, text: string): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, details: { text: withoutNumbers(text) } }] };
}

/** Where a caller put an NHS number for an id it is not repeated: answers end up in other people's logs. */
function withoutNumbers(text: string): string {
  return text.replace(/\b\d{10}\b/g, '…');
}

function sendOutcome(reply: FastifyReply, status: number, body: OperationOutcome): FastifyReply {
  return reply.code(status).type('application/fhir+json; charset=utf-8').send(body);
}
