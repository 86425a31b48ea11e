import { InsetText } from 'nhsuk-react-components';
import { readMedicines, type Medicine } from '../../../capabilities/view-record/medicines.ts';
import { entryCard } from '../view/cards.ts';
import { facts } from '../view/facts.ts';
import { h, p, type ReactNode } from '../view/h.ts';
import { pagination, showing, slice } from '../view/pagination.ts';
import { heading, HOME, nothing, RECORD, type RecordPage } from '../view/record-page.ts';

const MEDICINES = { href: '/my/record/medicines', text: 'Medicines' };
const PAST = '/my/record/medicines/past';

/** Medicines in use: repeats, then one-offs. */
export const medicinesPage: RecordPage = {
  path: '/record/medicines',
  render: ({ record }) => {
    const { repeat, oneOff, past } = readMedicines(record);
    return {
      title: 'Medicines',
      crumbs: [HOME, RECORD],
      body: [
        heading('Medicines'),
        h(InsetText, { key: 'label' }, p('If the label on your medicine says something different, follow the label and ask your pharmacist.')),
        section('Repeat medicines', 'Your surgery has agreed that you can have more of these when you need them.', repeat, 'repeat medicines'),
        section('One-off medicines', 'These were prescribed once, or for a short time.', oneOff, 'one-off medicines'),
        h('h2', { key: 'past', className: 'nhsuk-heading-m' }, 'Past medicines'),
        past.length === 0 ? nothing('past medicines') : h('p', { key: 'link' }, h('a', { href: PAST }, `See your past medicines (${past.length})`)),
      ],
    };
  },
};

/** Medicines that were stopped or came to their end. */
export const pastMedicinesPage: RecordPage = {
  path: '/record/medicines/past',
  render: ({ record, query }) => {
    const page = slice(readMedicines(record).past, query.page);
    return {
      title: 'Past medicines',
      crumbs: [HOME, RECORD, MEDICINES],
      body: [
        heading('Past medicines'),
        page.total === 0 ? nothing('past medicines') : null,
        showing(page),
        h('h2', { key: 'list', className: 'nhsuk-u-visually-hidden' }, 'List of past medicines'),
        ...page.items.map((medicine) => medicineCard(medicine, true)),
        pagination(page, PAST),
      ],
    };
  },
};

function section(title: string, explanation: string, medicines: readonly Medicine[], what: string): ReactNode {
  return h('section', { key: title },
    h('h2', { className: 'nhsuk-heading-m' }, title),
    medicines.length === 0 ? nothing(what) : p(explanation),
    ...medicines.map((medicine) => medicineCard(medicine, false)));
}

function medicineCard(medicine: Medicine, withKind: boolean): ReactNode {
  return entryCard(medicine.id, medicine.name,
    facts(
      ['How to take it', medicine.howToTake ?? 'Not recorded'],
      ['Instructions', medicine.instructions === medicine.howToTake ? undefined : medicine.instructions],
      ['Quantity', medicine.quantity],
      ['Type', withKind && medicine.kind !== undefined ? (medicine.kind === 'repeat' ? 'Repeat' : 'One-off') : undefined],
      ['Last issued', medicine.lastIssued],
      ['Started', medicine.started],
      ['Ended', medicine.ended],
      ['Why it ended', medicine.whyEnded],
      ['Prescribed by', medicine.by],
      ['Notes', medicine.notes.map((note, index) => h('span', { key: index, className: 'jenner-written' }, note))],
    ));
}
