import type { PatientRecord } from './record.ts';

/** Makes a view of a record computed once per record, when first asked for. Forgotten with the record. */
export function perRecord<T>(derive: (record: PatientRecord) => T): (record: PatientRecord) => T {
  const known = new WeakMap<PatientRecord, { value: T }>();
  return (record) => {
    let held = known.get(record);
    if (!held) {
      held = { value: derive(record) };
      known.set(record, held);
    }
    return held.value;
  };
}
