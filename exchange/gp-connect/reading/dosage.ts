import type { Dosage, DosageDoseAndRate, Timing, TimingRepeat } from '@medplum/fhirtypes';
import { codeableConcept, period, quantity, range, ratio } from './datatypes.ts';
import { boolean, dateTime, decimal, integer, sameCode, string, time } from './primitives.ts';
import { Reader } from './reader.ts';
import type { Parse } from './reader.ts';

/**
 * Dosage, STU3 -> R4: dose[x] and rate[x] -> doseAndRate[0]; the rest keeps its name.
 * Timing: `repeat.when` repeats in R4 as in STU3.
 */
export const dosage: Parse<Dosage> = (value, place, world) => {
  const r = new Reader('Dosage', value, place, world);
  const doseAndRate: DosageDoseAndRate = {};
  const doseRange = r.one('doseRange', range);
  const doseQuantity = r.one('doseSimpleQuantity', quantity) ?? r.one('doseQuantity', quantity);
  const rateRatio = r.one('rateRatio', ratio);
  const rateRange = r.one('rateRange', range);
  const rateQuantity = r.one('rateSimpleQuantity', quantity) ?? r.one('rateQuantity', quantity);
  if (doseRange) doseAndRate.doseRange = doseRange;
  if (doseQuantity) doseAndRate.doseQuantity = doseQuantity;
  if (rateRatio) doseAndRate.rateRatio = rateRatio;
  if (rateRange) doseAndRate.rateRange = rateRange;
  if (rateQuantity) doseAndRate.rateQuantity = rateQuantity;
  return r.finish<Dosage>({
    sequence: r.one('sequence', integer),
    text: r.one('text', string),
    additionalInstruction: r.many('additionalInstruction', codeableConcept),
    patientInstruction: r.one('patientInstruction', string),
    timing: r.one('timing', timing),
    asNeededBoolean: r.one('asNeededBoolean', boolean),
    asNeededCodeableConcept: r.one('asNeededCodeableConcept', codeableConcept),
    site: r.one('site', codeableConcept),
    route: r.one('route', codeableConcept),
    method: r.one('method', codeableConcept),
    doseAndRate: Object.keys(doseAndRate).length > 0 ? [doseAndRate] : undefined,
    maxDosePerPeriod: r.one('maxDosePerPeriod', ratio),
    maxDosePerAdministration: r.one('maxDosePerAdministration', quantity),
    maxDosePerLifetime: r.one('maxDosePerLifetime', quantity),
  });
};

export const timing: Parse<Timing> = (value, place, world) => {
  const r = new Reader('Timing', value, place, world);
  return r.finish<Timing>({
    event: r.many('event', dateTime),
    repeat: r.one('repeat', repeat),
    code: r.one('code', codeableConcept),
  });
};

const unitOfTime = sameCode('s', 'min', 'h', 'd', 'wk', 'mo', 'a');

const repeat: Parse<TimingRepeat> = (value, place, world) => {
  const r = new Reader('Timing.repeat', value, place, world);
  return r.finish<TimingRepeat>({
    boundsDuration: r.one('boundsDuration', quantity),
    boundsRange: r.one('boundsRange', range),
    boundsPeriod: r.one('boundsPeriod', period),
    count: r.one('count', integer),
    countMax: r.one('countMax', integer),
    duration: r.one('duration', decimal),
    durationMax: r.one('durationMax', decimal),
    durationUnit: r.one('durationUnit', unitOfTime),
    frequency: r.one('frequency', integer),
    frequencyMax: r.one('frequencyMax', integer),
    period: r.one('period', decimal),
    periodMax: r.one('periodMax', decimal),
    periodUnit: r.one('periodUnit', unitOfTime),
    dayOfWeek: r.many('dayOfWeek', sameCode('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')),
    timeOfDay: r.many('timeOfDay', time),
    when: r.many('when', sameCode(
      'MORN', 'AFT', 'EVE', 'NIGHT', 'PHS', 'HS', 'WAKE', 'C', 'CM', 'CD', 'CV', 'AC', 'ACM', 'ACD', 'ACV',
      'PC', 'PCM', 'PCD', 'PCV',
    )),
    offset: r.one('offset', integer),
  });
};
