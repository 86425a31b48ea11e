import type { Annotation } from '@medplum/fhirtypes';

/** Free text, and the qualifiers that older systems write into it as `Severity : Mild, Frequencies : Occasional`. */
export interface Notes {
  text: string[];
  /** What a qualifier means to a patient: ["How bad", "mild"]. */
  qualifiers: { label: string; value: string }[];
}

/** Qualifiers worth showing, in a patient's words. Significance and episodicity serve the surgery's own filing. */
const LABELS: Readonly<Record<string, string | undefined>> = {
  'severity': 'How bad',
  'frequencies': 'How often',
  'laterality': 'Side of the body',
  'family member': 'Family member',
  'significance': undefined,
  'episodicity': undefined,
};

/** Splits free text from the qualifiers in front of it. What is not recognised stays text, untouched. */
export function readNotes(notes: readonly Annotation[] | undefined): Notes {
  const read: Notes = { text: [], qualifiers: [] };
  for (const { text } of notes ?? []) readNote(text ?? '', read);
  return read;
}

function readNote(note: string, into: Notes): void {
  let rest = note;
  for (;;) {
    const match = /^([A-Z][A-Za-z ]*?) : ([^:]*?)(?:, (?=[A-Z][A-Za-z ]* : )| - |$)/.exec(rest);
    const [whole, name, value] = match ?? [];
    if (whole === undefined || name === undefined || value === undefined || !(name.toLowerCase() in LABELS)) break;
    const label = LABELS[name.toLowerCase()];
    if (label !== undefined && value.trim() !== '') into.qualifiers.push({ label, value: value.trim().toLowerCase() });
    rest = rest.slice(whole.length);
  }
  if (rest.trim() !== '') into.text.push(rest.trimEnd());
}
