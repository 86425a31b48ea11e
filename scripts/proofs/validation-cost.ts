import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { CONSTRAINTS } from '../../platform/fhir/profiles/constraints.ts';
import { BLOOD_PRESSURE, claim, UK_PATIENT } from '../../platform/fhir/profiles/samples.ts';
import { CONDITION, PATIENT } from '../../platform/fhir/validation/samples.ts';
import { createValidator } from '../../platform/fhir/validation/validate.ts';
import type { Proof } from './proof.ts';

const ROUNDS = 15;
const CALLS = 4_000;
/** Beyond this a check would show beside a durable write, which takes some milliseconds. */
const MOST_MICROSECONDS = 200;

const { code, ...uncoded } = BLOOD_PRESSURE;
const SAMPLES: Record<string, object> = {
  'Condition: base R4': CONDITION,
  'Patient: UK Core implied': PATIENT,
  'Patient: UK Core claimed': UK_PATIENT,
  'Blood pressure without a LOINC code: base R4': { ...uncoded, code: { coding: code.coding.slice(0, 1) } },
  'Blood pressure: R4 vital signs by its code': BLOOD_PRESSURE,
  'Blood pressure: R4 vital signs, and UK Core claimed': { ...BLOOD_PRESSURE, meta: claim('UKCore-Observation-VitalSigns-BloodPressure') },
};

/** What the check of every write costs, in CPU time of this process, beside the JSON.parse of the same resource. */
export const validationCost: Proof = {
  title: 'Checking a resource against FHIR R4 and its profiles costs microseconds',
  run(say) {
    const start = process.cpuUsage().user;
    const validator = createValidator();
    const startup = (process.cpuUsage().user - start) / 1000;
    say(`started in ${startup.toFixed(0)} ms`);
    const rows = Object.entries(SAMPLES).map(([name, sample]) => {
      const text = JSON.stringify(sample);
      return { name, check: microseconds(() => validator.validate(sample)), parse: microseconds(() => JSON.parse(text)) };
    });
    const closure = microseconds(() => CONSTRAINTS['ukcore-obs-vs-001']?.holds(BLOOD_PRESSURE));
    const evaluate = fhirpath.compile("code.coding.where(system='http://loinc.org').exists()", r4);
    const engine = microseconds(() => evaluate(BLOOD_PRESSURE));
    return Promise.resolve({
      ok: rows.every(({ check }) => check < MOST_MICROSECONDS),
      lines: [
        `Start: ${startup.toFixed(0)} ms of CPU, once per process; ${validator.profiles.size} profiles known. Median of ${ROUNDS} rounds of ${CALLS} calls:`,
        '',
        '| resource | check, µs | JSON.parse, µs |',
        '| --- | --- | --- |',
        ...rows.map(({ name, check, parse }) => `| ${name} | ${check.toFixed(1)} | ${parse.toFixed(1)} |`),
        '',
        `One invariant (ukcore-obs-vs-001): ${closure.toFixed(2)} µs as a closure, ${engine.toFixed(1)} µs by fhirpath, compiled once.`,
      ],
    });
  },
};

function microseconds(work: () => unknown): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage().user;
    for (let i = 0; i < CALLS; i++) work();
    return (process.cpuUsage().user - start) / CALLS;
  });
  return rounds.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
}
