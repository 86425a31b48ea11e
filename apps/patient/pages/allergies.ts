import { readAllergies, type Allergy } from '../../../capabilities/view-record/allergies.ts';
import { entryCard } from '../view/cards.ts';
import { asRecorded, facts, noteFacts, noteText } from '../view/facts.ts';
import { h, p, type ReactNode } from '../view/h.ts';
import { pagination, showing, slice } from '../view/pagination.ts';
import { heading, HOME, nothing, RECORD, type RecordPage } from '../view/record-page.ts';

/** Allergies and bad reactions. Never says "none" where nobody has asked. */
export const allergiesPage: RecordPage = {
  path: '/record/allergies',
  render: ({ record, query }) => {
    const { current, ended, noneKnown } = readAllergies(record);
    const page = slice(current, query.page);
    return {
      title: 'Allergies and bad reactions',
      crumbs: [HOME, RECORD],
      body: [
        heading('Allergies and bad reactions'),
        noneKnown === undefined ? null
          : p(h('strong', null, 'No known allergies.'), noneKnown.recorded === undefined ? '' : ` Your surgery recorded this on ${noneKnown.recorded}.`),
        noneKnown === undefined && page.total === 0
          ? p('Your surgery has not recorded any allergies. This does not mean that you have none. If you have an allergy, tell your surgery.') : null,
        showing(page),
        page.total > 0 ? h('h2', { key: 'current', className: 'nhsuk-u-visually-hidden' }, 'List of allergies and bad reactions') : null,
        ...page.items.map(allergyCard),
        pagination(page, '/my/record/allergies'),
        ended.length > 0 ? h('h2', { key: 'ended', className: 'nhsuk-heading-m' }, 'No longer an allergy') : null,
        ...ended.map(allergyCard),
        page.total === 0 && noneKnown === undefined && ended.length === 0 ? nothing('allergies') : null,
      ],
    };
  },
};

function allergyCard(allergy: Allergy): ReactNode {
  return entryCard(allergy.id, allergy.name.text,
    facts(
      ['What happened', allergy.reactions.join(', ')],
      ['How serious', allergy.severe ? 'Severe' : undefined],
      ['Date', allergy.started ?? 'Not recorded'],
      ['Last happened', allergy.lastHappened],
      ['Ended', allergy.ended],
      ['Why it ended', allergy.whyEnded],
      ...noteFacts(allergy.notes),
      noteText(allergy.notes),
    ),
    asRecorded(allergy.name));
}
