import type { View } from '../app/routes.ts';

export const VIEW_NAMES: Readonly<Record<View, string>> = {
  summary: 'Summary', consult: 'Consult', problems: 'Problems', medication: 'Medication',
  allergies: 'Allergies', results: 'Results', documents: 'Documents', journal: 'Journal', audit: 'Who saw it',
};
