import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Meta } from '@medplum/fhirtypes';
import { generatePopulation } from '../../../dev-env/population/generate.ts';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { CLINICIAN, observation, patientReader, practitioner, put, RECEPTIONIST, remove, WITHHELD, write } from '../../../scripts/proofs/sample-records.ts';
import { searchFor } from '../../../scripts/proofs/search-for.ts';
import { CONFIDENTIALITY } from '../../fhir/labels.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import { Problem } from '../../errors.ts';
import { findPatients } from '../find/find-patients.ts';
import { openRecord } from '../open/open-record.ts';
import type { Reader } from '../reader.ts';
import { readHistory, readResource } from './read-resource.ts';

/** Two practices with the same record; in the first it holds withheld entries besides. */
const WITH = 'A20047';
const WITHOUT = 'B81001';
const CANARY = 'canary7Q';

describe('what is withheld from the patient', () => {
  let db: TestDatabase;
  let self = '';
  let visible: StoredResource[];
  const hidden = ['born-hidden', 'hidden-later', 'hidden-deleted', 'deleted-hidden', 'restricted', 'very-restricted', 'shown-again-hidden'];

  before(async () => {
    db = await startTestDatabase([WITH, WITHOUT]);
    const [record] = generatePopulation({ seed: 8, patients: 1, practice: { ods: 'A20047', name: 'The Practice' }, today: '2026-11-22' });
    assert.ok(record);
    self = record.patient.id;
    visible = [...record.directory, record.patient, ...record.resources];
    for (const practice of [WITH, WITHOUT]) await write(db.app, practice, visible.map((resource) => put(resource)));
    await writeHidden();
  });
  after(() => db.stop());

  function canary(id: string, meta?: Meta): StoredResource {
    return observation(id, self, {
      ...(meta === undefined ? {} : { meta }),
      identifier: [{ system: 'urn:x', value: CANARY }],
      code: { coding: [{ system: 'http://snomed.info/sct', code: CANARY, display: CANARY }] },
      encounter: { reference: `Encounter/${CANARY}` },
      performer: [{ reference: `Practitioner/${CANARY}`, display: CANARY }],
      effectiveDateTime: '2020-05-05',
      note: [{ text: CANARY }],
    });
  }

  /** Hidden from the first; seen and hidden since; hidden and deleted since; deleted after it was hidden; by other labels. */
  async function writeHidden(): Promise<void> {
    const label = (code: string): Meta => ({ security: [{ system: CONFIDENTIALITY, code }] });
    const save = (...changes: Parameters<typeof write>[2]) => write(db.app, WITH, changes);
    await save(put(practitioner(CANARY, { name: [{ family: CANARY }], identifier: [{ value: CANARY }], meta: WITHHELD })));
    await save(put(canary('born-hidden', WITHHELD)), put(canary('hidden-later')), put(canary('hidden-deleted', WITHHELD)), put(canary('deleted-hidden')), put(canary('restricted', label('R'))), put(canary('very-restricted', label('V'))), put(canary('shown-again-hidden', WITHHELD)));
    await openRecord(db.app, '', WITH, self, patientReader(self)); // a snapshot that holds what is visible now
    await save(put(canary('hidden-later', WITHHELD)), put(canary('deleted-hidden', WITHHELD)), put(canary('shown-again-hidden')), remove('Observation', 'hidden-deleted', self));
    await save(remove('Observation', 'deleted-hidden', self), put(canary('shown-again-hidden', WITHHELD)));
    await save(put({ resourceType: 'Task', id: 'task', status: 'requested', intent: 'order', for: { reference: `Patient/${self}` }, description: CANARY }));
    await save(put({ resourceType: 'Flag', id: 'flag', status: 'active', code: { text: CANARY }, subject: { reference: `Patient/${self}` } }));
  }

  /** Everything the store answers to a reader, as text. */
  async function allAnswers(practice: string, reader: Reader): Promise<string[]> {
    const told = (work: Promise<unknown>): Promise<string> => work.then((answer) => JSON.stringify(answer), (error: unknown) => (error instanceof Problem ? `${error.fault}: ${error.message}` : String(error)));
    const answers: string[] = [];
    const addresses: [string, string][] = [...visible.slice(0, 60).map((resource): [string, string] => [resource.resourceType, resource.id]), ...hidden.map((id): [string, string] => ['Observation', id]), ['Practitioner', CANARY], ['Task', 'task'], ['Flag', 'flag']];
    for (const [type, id] of addresses) {
      answers.push(`read ${await told(readResource(db.app, practice, type, id, reader))}`);
      answers.push(`history ${await told(readHistory(db.app, practice, type, id, reader))}`);
    }
    const questions: [string, string][] = [
      ...['Observation', 'Condition', 'Encounter', 'Task', 'Flag', 'Practitioner', 'Patient'].flatMap((type): [string, string][] => [[type, ''], [type, '_count=3'], [type, `_id=${hidden.join()},task,flag,${CANARY}`], [type, `identifier=${CANARY}`], [type, `identifier=urn:x|${CANARY}`], [type, `code=${CANARY}`]]),
      ...['_sort=-date', '_sort=date&date=2020-05-05', 'date=ge2020', '_count=5&_sort=-_lastUpdated', `encounter=${CANARY}`, 'status=final', 'code:not=1'].map((query): [string, string] => ['Observation', `patient=${self}&${query}`]),
      ['Patient', `name=${CANARY}`], ['Practitioner', `_id=${CANARY}`],
    ];
    for (const [type, query] of questions) {
      let after = '';
      for (let page = 0; page < 4; page++) {
        const answer = await searchFor(db.app, practice, type, `${query}${after}`, reader).catch((error: unknown) => error);
        answers.push(`${type}?${query} ${await told(answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer))}`);
        if (answer instanceof Error || typeof answer !== 'object' || answer === null || !('next' in answer) || answer.next === undefined) break;
        after = `&_page=${String(answer.next)}`;
      }
    }
    for (let i = 0; i < 2; i++) {
      const opened = await openRecord(db.app, '', practice, self, reader);
      answers.push(`open ${gunzipSync(Buffer.concat(opened?.gzip ?? [])).toString()}`);
    }
    answers.push(`find ${await told(findPatients(db.app, practice, CANARY, 10, '2026-11-22', reader))}`);
    return answers;
  }

  /** Versions and moments differ between two writes of anything, and the address holds the practice; nothing else may. */
  const plain = (answer: string): string =>
    answer.replaceAll(/"lastUpdated\\?":\\?"[^"]*"|"updated":"[^"]*"|"versionId\\?":\\?"\d+\\?"/g, '').replaceAll(new RegExp(`/(?:${WITH}|${WITHOUT})/fhir`, 'g'), '/fhir').replaceAll(/"next":"[^"]*"/g, '"next"');

  it('is not there for the patient: every answer is the same without it, byte for byte (safety I23)', async () => {
    const [kept, absent] = [await allAnswers(WITH, patientReader(self)), await allAnswers(WITHOUT, patientReader(self))];
    assert.ok(absent.length > 200 && absent.filter((answer) => answer.includes('"resourceType')).length > 80, 'too little was answered to compare');
    assert.equal(kept.length, absent.length, 'the number of pages differs');
    for (const [i, answer] of kept.entries()) assert.equal(plain(answer), plain(absent[i] ?? ''));
  });

  it('shows in nothing that a patient or the reception is answered, not by a word (safety H17)', async () => {
    for (const reader of [patientReader(self), patientReader('another')]) {
      // From the brace on: what stands before it is the question, or a refusal that says the question again.
      for (const answer of await allAnswers(WITH, reader)) assert.ok(!answer.includes('{') || !answer.slice(answer.indexOf('{')).includes(CANARY), answer.slice(0, 80));
    }
    for (const answer of await allAnswers(WITH, RECEPTIONIST)) assert.ok(!answer.includes('"note'), 'the reception is shown a clinical entry');
  });

  it('stands whole for the clinician, with every version', async () => {
    const answers = await allAnswers(WITH, CLINICIAN);
    for (const id of ['born-hidden', 'hidden-later', 'restricted', 'very-restricted', 'shown-again-hidden']) assert.ok(answers.some((answer) => answer.startsWith('open') && answer.includes(`"id":"${id}"`)), id);
    assert.deepEqual((await readHistory(db.app, WITH, 'Observation', 'deleted-hidden', CLINICIAN)).map(({ version, content }) => [version, content === null]), [[3, true], [2, false], [1, false]]);
    await assert.rejects(readResource(db.app, WITH, 'Observation', 'hidden-deleted', CLINICIAN), { fault: 'deleted' });
  });

  it('leaves a trace where somebody asked for it: every read and history is audited, refusals too (design: every read is audited)', async () => {
    const reader: Reader = { ...patientReader(self), account: 'curious' };
    await assert.rejects(readResource(db.app, WITH, 'Observation', 'born-hidden', reader), { fault: 'not-found' });
    await readHistory(db.app, WITH, 'Observation', 'hidden-later', reader);
    await readHistory(db.app, WITH, 'Observation', 'hidden-later', { ...CLINICIAN, account: 'curious' });
    await assert.rejects(readResource(db.app, WITH, 'Observation', 'nothing', reader), { fault: 'not-found' });
    const rows = await db.owner.query(`select outcome, patient, target from audit where actor = 'curious' order by at`, []);
    assert.deepEqual([...rows], [
      { outcome: 'refused', patient: self, target: 'Observation/born-hidden' },
      { outcome: 'failed', patient: '', target: 'Observation/hidden-later/_history' },
      { outcome: 'success', patient: self, target: 'Observation/hidden-later/_history' },
      { outcome: 'failed', patient: '', target: 'Observation/nothing' },
    ]);
  });
});
