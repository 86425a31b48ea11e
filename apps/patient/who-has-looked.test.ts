import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fakeApi } from './testing/fake-api.ts';
import { patientServer } from './testing/patient-server.ts';
import { realRecords } from './testing/real-records.ts';
import { Visitor } from './testing/visitor.ts';

const [record = []] = Object.values(realRecords());
const text = (html: string): string => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

it('I24: shows the patient who was in their record, by day, name and role, in plain English, and goes back page by page', async () => {
  const visitor = new Visitor(await patientServer(fakeApi({ someone: record }).api));
  assert.equal((await visitor.get('/my/record/who-has-looked')).statusCode, 303, 'nobody is signed in');
  await visitor.signIn('someone');
  const first = await visitor.get('/my/record/who-has-looked');
  assert.equal(first.statusCode, 200);
  assert.match(text(first.body), /20 November 2026 You Dr Asha Khan, GP A computer system that your surgery uses 19 November 2026 Sam Smith, who may see your record for you/);
  const earlier = /href="([^"]*after=[^"]*)"/.exec(first.body)?.[1] ?? '';
  const second = await visitor.get(earlier.replaceAll('&amp;', '&'));
  assert.match(text(second.body), /1 October 2026 Nurse Bell, Nurse/);
  assert.doesNotMatch(second.body, /Earlier days/);
});

it('a session that ends meanwhile leads back to signing in; an API that fails is told as such', async () => {
  const fake = fakeApi({ someone: record });
  const visitor = new Visitor(await patientServer(fake.api));
  await visitor.signIn('someone');
  await visitor.get('/my/record/who-has-looked');
  const path = fake.calls.at(-1)?.slice('GET '.length) ?? '';
  assert.match(path, /AuditEvent\?patient=Patient%2F/);
  fake.fail(path, 401);
  assert.equal((await visitor.get('/my/record/who-has-looked')).statusCode, 303);
  fake.fail(path, 500);
  assert.equal((await visitor.get('/my/record/who-has-looked')).statusCode, 503);
});
