import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Resource } from '@medplum/fhirtypes';
import { fakeApi, PRACTICE, type FakeApi, type FakePractice } from './testing/fake-api.ts';
import { patientServer } from './testing/patient-server.ts';
import { Visitor } from './testing/visitor.ts';

const record: Resource[] = [
  { resourceType: 'Patient', id: 'f1c5', name: [{ family: 'Magre', given: ['Topsy'] }], birthDate: '2015-05-06' },
  { resourceType: 'Condition', id: 'c1', subject: { reference: 'Patient/f1c5' }, code: { text: 'Asthma' } },
];

async function open(practices?: readonly FakePractice[]): Promise<{ visitor: Visitor; fake: FakeApi }> {
  const fake = fakeApi({ topsy: record }, practices);
  return { visitor: new Visitor(await patientServer(fake.api)), fake };
}

describe('signing in to the patient app', () => {
  it('passes the API’s session cookie on as it is and goes home', async () => {
    const { visitor } = await open();
    const answer = await visitor.signIn('topsy');
    assert.equal(answer.statusCode, 303);
    assert.equal(answer.headers.location, '/my/');
    const [session, practice] = answer.cookies;
    assert.deepEqual([session?.name, session?.path, session?.httpOnly, session?.sameSite], ['jenner_session', '/', true, 'Strict']);
    assert.deepEqual([practice?.name, practice?.value, practice?.path, practice?.httpOnly, practice?.sameSite], ['jenner_practice', 'A20047', '/my', true, 'Strict']);
    const home = await visitor.get('/my/');
    assert.match(home.body, /<strong>Topsy Magre<\/strong>/);
    assert.match(home.body, /href="\/my\/record"/);
  });

  it('leads back to the app that sent the patient here, once, and to nowhere else', async () => {
    const { visitor } = await open();
    const question = '/A20047/oauth/authorize?client_id=a&state="x"';
    await visitor.get(`/my/?return=${encodeURIComponent(question)}`);
    const answer = await visitor.signIn('topsy');
    assert.equal(answer.statusCode, 200);
    assert.match(answer.body, /<meta http-equiv="refresh" content="0; url=\/A20047\/oauth\/authorize\?client_id=a&amp;state=&quot;x&quot;"\/>/);
    assert.equal((await visitor.get(`/my/?return=${encodeURIComponent(question)}`)).headers.location, question, 'signed in already');
    assert.equal((await visitor.signIn('topsy')).headers.location, '/my/', 'again');
    for (const bad of ['https://evil.example/', '//evil.example/A20047/oauth/apps', '/A20047/oauth/apps/../../x', '/A20047/fhir/r4/metadata', '/a20047/oauth/apps', '/B81001/oauth/apps']) {
      const stranger = (await open()).visitor;
      await stranger.get(`/my/?return=${encodeURIComponent(bad)}`);
      assert.equal((await stranger.signIn('topsy')).headers.location, '/my/', bad);
    }
  });

  it('answers a wrong password with an error summary that links to the field, and never repeats the password', async () => {
    const { visitor } = await open();
    const answer = await visitor.signIn('topsy', { password: 'hunter2-secret' });
    assert.equal(answer.statusCode, 401);
    assert.match(answer.body, /<title>Error: Sign in/);
    assert.match(answer.body, /nhsuk-error-summary.*href="#username"/s);
    assert.match(answer.body, /value="topsy"/);
    assert.doesNotMatch(answer.body, /hunter2-secret/);
  });

  it('asks for what is missing, without calling the API', async () => {
    const { visitor, fake } = await open();
    const answer = await visitor.post('/my/', { username: ' ', password: '' });
    assert.equal(answer.statusCode, 400);
    assert.match(answer.body, /Enter your username/);
    assert.match(answer.body, /Enter your password/);
    assert.match(answer.body, /Enter the code from your authenticator app/);
    assert.deepEqual(fake.calls.filter((call) => call.startsWith('POST')), []);
  });

  it('says so when there were too many tries', async () => {
    const { visitor, fake } = await open();
    fake.fail('/A20047/auth/session', 429);
    const answer = await visitor.signIn('topsy');
    assert.equal(answer.statusCode, 429);
    assert.match(answer.body, /too many tries/);
  });

  it('signs a member of staff out again at once', async () => {
    const { visitor, fake } = await open();
    const answer = await visitor.signIn('staff');
    assert.equal(answer.statusCode, 401);
    assert.match(answer.body, /This page is for patients/);
    assert.deepEqual(answer.cookies, []);
    assert.ok(fake.calls.includes('DELETE /A20047/auth/session'));
  });

  it('asks for the surgery only where there is a choice, and remembers it', async () => {
    const other = { ods: 'B81001', name: 'Another Surgery', synthetic: false };
    const { visitor } = await open([PRACTICE, other]);
    assert.match((await visitor.get('/my/')).body, /<select.*Another Surgery.*Temple Sowerby/s);
    assert.match((await visitor.signIn('topsy')).body, /Choose your surgery/);
    assert.equal((await visitor.signIn('topsy', { practice: 'B81001' })).statusCode, 303);
    const home = await visitor.get('/my/');
    assert.match(home.body, /Another Surgery/);
    assert.doesNotMatch(home.body, /demonstration with made-up people/);
    const alone = await open();
    assert.doesNotMatch((await alone.visitor.get('/my/')).body, /<select/);
  });

  it('signs out by a form only; a link asks first', async () => {
    const { visitor } = await open();
    await visitor.signIn('topsy');
    assert.match((await visitor.get('/my/sign-out')).body, /Do you want to sign out\?/);
    assert.equal((await visitor.get('/my/record')).statusCode, 200);
    assert.equal((await visitor.post('/my/sign-out')).statusCode, 303);
    assert.match((await visitor.get('/my/sign-out')).body, /You have signed out/);
    assert.equal((await visitor.get('/my/record')).headers.location, '/my/');
  });
});

describe('the patient app keeps to itself', () => {
  for (const [name, headers] of [
    ['another host', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['another site, by Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
  ] as const) {
    it(`refuses a form sent from ${name}`, async () => {
      const { visitor, fake } = await open();
      const answer = await visitor.post('/my/', { username: 'topsy', password: 'x' }, headers);
      assert.equal(answer.statusCode, 403);
      assert.deepEqual(fake.calls, []);
    });
  }

  it('sends every page with no-store and a policy that allows no inline and no foreign content', async () => {
    const { visitor } = await open();
    await visitor.signIn('topsy');
    for (const url of ['/my/', '/my/record', '/my/record/conditions', '/my/nowhere', '/my/accessibility']) {
      const { headers } = await visitor.get(url);
      assert.equal(headers['cache-control'], 'no-store', url);
      const policy = String(headers['content-security-policy']);
      assert.match(policy, /default-src 'none'/, url);
      assert.doesNotMatch(policy, /unsafe|\*|https?:/, url);
      assert.equal(headers['referrer-policy'], 'same-origin', url);
    }
  });

  it('shows nothing of a record to whoever is not signed in', async () => {
    const { visitor } = await open();
    for (const url of ['/my/record', '/my/record/conditions', '/my/record/test-results/c1', '/my/record/about-me']) {
      const answer = await visitor.get(url);
      assert.deepEqual([answer.statusCode, answer.headers.location, answer.body], [303, '/my/', ''], url);
    }
  });

  it('sends a patient whose session has ended to sign in again', async () => {
    const { visitor } = await open();
    await visitor.signIn('topsy');
    visitor.cookies.set('jenner_session', 'ended');
    assert.equal((await visitor.get('/my/record')).statusCode, 303);
    assert.match((await visitor.get('/my/')).body, /Sign in to see your GP health record/);
  });

  it('passes only a well-formed practice from the cookie to the API', async () => {
    const { visitor, fake } = await open();
    visitor.cookies.set('jenner_practice', '..%2F..%2Fadmin');
    await visitor.get('/my/record');
    assert.ok(fake.calls.every((call) => /^GET \/(practices|A20047\/auth\/session)$/.test(call)), fake.calls.join());
  });

  it('names no person and no illness in a title', async () => {
    const { visitor } = await open();
    await visitor.signIn('topsy');
    for (const url of ['/my/', '/my/record', '/my/record/conditions', '/my/record/about-me']) {
      const title = /<title>(.*)<\/title>/.exec((await visitor.get(url)).body)?.[1] ?? '';
      assert.match(title, /– Jenner$/);
      assert.doesNotMatch(title, /Topsy|Magre|Asthma/);
    }
  });
});

describe('when something goes wrong', () => {
  it('answers an unknown address, and an unknown entry, with the same plain page', async () => {
    const { visitor } = await open();
    await visitor.signIn('topsy');
    for (const url of ['/my/nothing-here', '/my/record/test-results/none', '/my/record/consultations/none']) {
      const answer = await visitor.get(url);
      assert.equal(answer.statusCode, 404, url);
      assert.match(answer.body, /<h1[^>]*>Page not found<\/h1>/);
      assert.match(answer.body, /phone your surgery/);
    }
  });

  it('answers with a phone route, and no detail, when the API is down', async () => {
    const { visitor, fake } = await open();
    await visitor.signIn('topsy');
    fake.fail('/A20047/fhir/r4/Patient/f1c5/$everything', 500);
    const answer = await visitor.get('/my/record');
    assert.equal(answer.statusCode, 503);
    assert.match(answer.body, /Sorry, there is a problem.*phone your surgery.*111/s);
    assert.doesNotMatch(answer.body, /everything|500|f1c5/);
  });
});
