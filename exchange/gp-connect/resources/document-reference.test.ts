import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convertStructuredRecord } from '../migrate-structured-record.ts';
import { example } from '../testing/examples.ts';
import { converted } from '../testing/bundle.ts';

test('a document keeps its dates, and a document too large to send keeps the words that say so', () => {
  const { resources } = convertStructuredRecord(example('9465700193_Birdi_full_20210119.json'));
  const documents = resources.filter((each) => each.resourceType === 'DocumentReference');
  assert.equal(documents.length, 33);
  for (const { date, content } of documents) assert.ok(date && content[0]?.attachment.creation && content[0].attachment.size);
  const tooLarge = documents.filter(({ content }) => content[0]?.attachment.title);
  assert.ok(tooLarge.length > 0);
  for (const { content } of tooLarge) {
    assert.match(content[0]?.attachment.title ?? '', /^File size \d+ bytes greater than maximum allowable \(5MB\)$/);
    assert.equal(content[0]?.attachment.url, undefined);
  }
});

test('a document\'s own creation date stands before the reference\'s', () => {
  const [read] = converted({
    resourceType: 'DocumentReference', id: 'd1', status: 'current', created: '2020', class: { text: 'Letter' },
    content: [{ attachment: { url: 'https://a.example/1', creation: '2019' } }, { attachment: { title: 'second' } }],
    context: { related: [{ ref: { reference: 'Patient/p1' }, identifier: { value: '1' } }] },
  });
  assert.ok(read?.resourceType === 'DocumentReference');
  assert.deepEqual(read.content, [{ attachment: { url: 'https://a.example/1', creation: '2019' } }, { attachment: { creation: '2020', title: 'second' } }]);
  assert.deepEqual(read.category, [{ text: 'Letter' }]);
  assert.deepEqual(read.context, { related: [{ reference: 'Patient/p1', identifier: { value: '1' } }] });
});

test('a reference\'s creation date is kept even when every content has its own', () => {
  const [read] = converted({
    resourceType: 'DocumentReference', id: 'd1', status: 'current', created: '2020', content: [{ attachment: { creation: '2019' } }],
  });
  assert.deepEqual(read, {
    resourceType: 'DocumentReference', id: 'd1', status: 'current', content: [{ attachment: { creation: '2019' } }],
    extension: [{ url: 'http://hl7.org/fhir/3.0/StructureDefinition/extension-DocumentReference.created', valueDateTime: '2020' }],
  });
});
