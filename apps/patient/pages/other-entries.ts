import { readOtherEntries } from '../../../capabilities/view-record/other-entries.ts';
import { abbreviations } from '../view/abbreviations.ts';
import { entryList } from '../view/entries.ts';
import { h, p } from '../view/h.ts';
import { pagination, showing, slice } from '../view/pagination.ts';
import { heading, HOME, nothing, RECORD, type RecordPage } from '../view/record-page.ts';

/** What no other page shows. */
export const otherEntriesPage: RecordPage = {
  path: '/record/other',
  render: ({ record, query }) => {
    const page = slice(readOtherEntries(record), query.page);
    return {
      title: 'Other entries',
      crumbs: [HOME, RECORD],
      body: [
        heading('Other entries'),
        page.total === 0 ? nothing('other entries') : p('These were added to your record outside a consultation.'),
        showing(page),
        page.total > 0 ? h('div', { key: 'list' }, entryList(page.items, true)) : null,
        abbreviations(page.items),
        pagination(page, '/my/record/other'),
      ],
    };
  },
};
