import { extensionEnding } from './coding.ts';
import { perRecord } from './per-record.ts';

const WORDS: Readonly<Record<string, string>> = {
  'confidential-items': 'Items excluded due to confidentiality.',
  'data-in-transit': 'Patient record transfer from previous GP practice not yet complete.',
  'data-awaiting-filing': 'Patient data may be incomplete: items are awaiting filing.',
};

/** What the sender of a record warned of: that it is incomplete. Each warning once. */
export const warningsOf = perRecord((record): string[] => {
  const warnings = record.ofType('List').flatMap((list) => {
    const warning = extensionEnding(list.extension, 'ListWarningCode');
    const code = warning?.valueCode ?? warning?.valueCodeableConcept?.coding?.[0]?.code;
    if (code === undefined) return [];
    const said = list.note?.map((note) => note.text.replace(/\s*Information not available\.?\s*$/, '')).join(' ');
    return [said || WORDS[code] || code];
  });
  return [...new Set(warnings)];
});
