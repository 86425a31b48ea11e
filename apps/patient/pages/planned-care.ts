import { readPlannedCare } from '../../../capabilities/view-record/planned-care.ts';
import { entryCards } from '../view/entries.ts';
import { h, p } from '../view/h.ts';
import { heading, HOME, nothing, RECORD, type RecordPage } from '../view/record-page.ts';

/** Referrals to other services, and reminders in the surgery's diary. */
export const plannedCarePage: RecordPage = {
  path: '/record/planned-care',
  render: ({ record }) => {
    const { referrals, reminders } = readPlannedCare(record);
    return {
      title: 'Referrals and reminders',
      crumbs: [HOME, RECORD],
      body: [
        heading('Referrals and reminders'),
        h('h2', { key: 'referrals', className: 'nhsuk-heading-m' }, 'Referrals'),
        referrals.length === 0 ? nothing('referrals') : null,
        ...entryCards(referrals),
        h('h2', { key: 'reminders', className: 'nhsuk-heading-m' }, 'Reminders'),
        reminders.length === 0 ? nothing('reminders') : p('These are notes in your surgery’s diary. They are not appointments.'),
        ...entryCards(reminders.map((reminder) => ({ ...reminder, facts: [`Due: ${reminder.due ?? 'not recorded'}`, ...reminder.facts] }))),
      ],
    };
  },
};
