import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bundle } from '@medplum/fhirtypes';
import fastify from 'fastify';
import { answerBatch } from './batch.ts';

test('a batch that takes too long is ended: what has not begun is given back, and its place in the lane with it', async () => {
  const app = fastify();
  let asked = 0;
  app.get('/A20047/fhir/r4/Patient', async () => {
    asked++;
    await new Promise((resolve) => setTimeout(resolve, 30));
    return { resourceType: 'Bundle', type: 'searchset' };
  });
  const entries = Array.from({ length: 40 }, () => ({ request: { method: 'GET' as const, url: 'Patient?name:contains=a' }, resource: undefined }));
  app.post<{ Params: { ods: string } }>('/:ods/fhir/r4', (request) => answerBatch(app, request, entries, 50));
  const { entry = [] } = (await app.inject({ method: 'POST', url: '/A20047/fhir/r4' })).json<Bundle>();
  const statuses = entry.map(({ response }) => response?.status ?? '');
  assert.equal(entry.length, 40);
  assert.ok(asked >= 4 && asked <= 12, String(asked));
  assert.deepEqual(statuses, [...Array<string>(asked).fill('200'), ...Array<string>(40 - asked).fill('503')]);
  await app.close();
});
