export const SNOMED = 'http://snomed.info/sct';
export const LOINC = 'http://loinc.org';
export const UCUM = 'http://unitsofmeasure.org';

/** Free text of a consultation that stands under no code (GP Connect's own choice). */
export const COMMENT_NOTE = { coding: [{ system: SNOMED, code: '37331000000100', display: 'Comment note' }] };
