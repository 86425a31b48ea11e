import { readAllergies } from '../../../capabilities/view-record/allergies.ts';
import { readConditions } from '../../../capabilities/view-record/conditions.ts';
import { readMeasurements } from '../../../capabilities/view-record/measurements.ts';
import { readMedicines } from '../../../capabilities/view-record/medicines.ts';
import { readOtherEntries } from '../../../capabilities/view-record/other-entries.ts';
import { readPlannedCare } from '../../../capabilities/view-record/planned-care.ts';
import type { PatientRecord } from '../../../capabilities/view-record/record.ts';
import { readTestResults } from '../../../capabilities/view-record/test-results.ts';
import { readVaccinations } from '../../../capabilities/view-record/vaccinations.ts';
import { readDocuments } from '../../../capabilities/view-record/documents.ts';
import { readConsultations } from '../../../capabilities/view-record/consultations.ts';
import { count, linkCard } from '../view/cards.ts';
import { h, p, type ReactNode } from '../view/h.ts';
import { heading, HOME, type RecordPage } from '../view/record-page.ts';

/** The hub of the record: a card for each part of it, with how much is behind the card. */
export const recordHubPage: RecordPage = {
  path: '/record',
  render: ({ record }) => ({
    title: 'GP health record',
    crumbs: [HOME],
    body: [
      heading('GP health record'),
      p('This is what your surgery has written down about your health.'),
      group('Your health', ...health(record)),
      group('What has been done', ...done(record)),
      group('About you',
        linkCard('/my/record/about-me', 'About me', 'Your name, address and contact details', 'h3'),
        linkCard('/my/record/who-has-looked', 'Who has looked at your record', 'The people who opened it, and on which day', 'h3')),
    ],
  }),
};

function health(record: PatientRecord): ReactNode[] {
  const medicines = readMedicines(record);
  const allergies = readAllergies(record);
  const problems = readConditions(record);
  const current = medicines.repeat.length + medicines.oneOff.length;
  return [
    linkCard('/my/record/medicines', 'Medicines', count(current, 'current medicine', 'current medicines'), 'h3'),
    linkCard('/my/record/allergies', 'Allergies and bad reactions',
      allergies.noneKnown === undefined ? count(allergies.current.length, 'allergy or bad reaction', 'allergies or bad reactions') : 'No known allergies', 'h3'),
    linkCard('/my/record/conditions', 'Health problems',
      `${problems.current.length} current, ${problems.past.length} past`, 'h3'),
    linkCard('/my/record/measurements', 'Measurements', kinds(readMeasurements(record).map(({ name }) => name.text)), 'h3'),
  ];
}

function done(record: PatientRecord): ReactNode[] {
  const care = readPlannedCare(record);
  const others = readOtherEntries(record).length;
  return [
    linkCard('/my/record/test-results', 'Test results', count(readTestResults(record).length, 'test result', 'test results'), 'h3'),
    linkCard('/my/record/vaccinations', 'Vaccinations', count(readVaccinations(record).length, 'vaccination', 'vaccinations'), 'h3'),
    linkCard('/my/record/consultations', 'Consultations', count(readConsultations(record).length, 'consultation or contact', 'consultations or contacts'), 'h3'),
    linkCard('/my/record/documents', 'Letters and documents', count(readDocuments(record).length, 'document', 'documents'), 'h3'),
    linkCard('/my/record/planned-care', 'Referrals and reminders',
      `${count(care.referrals.length, 'referral', 'referrals')}, ${count(care.reminders.length, 'reminder', 'reminders').toLowerCase()}`, 'h3'),
    linkCard('/my/record/other', 'Other entries', count(others, 'other entry', 'other entries'), 'h3'),
  ];
}

function kinds(names: readonly string[]): string {
  if (names.length === 0) return 'No measurements';
  const shown = names.slice(0, 2).join(', ');
  return names.length > 2 ? `${shown} and ${names.length - 2} more` : shown;
}

function group(title: string, ...cards: ReactNode[]): ReactNode {
  return h('section', { key: title, className: 'jenner-hub' }, h('h2', { className: 'nhsuk-heading-m' }, title), h('div', { className: 'jenner-hub__cards' }, ...cards));
}
