import type { Patient } from '@medplum/fhirtypes';
import { useEffect, useRef } from 'react';
import { addressLine, identityOf } from '../record/patient-summary.ts';

interface PatientOptionProps {
  id: string;
  patient: Patient;
  active: boolean;
  digit: number | undefined;
  onChoose: () => void;
}

/** One patient of the list, with enough to tell namesakes apart. Nothing is shortened. */
export function PatientOption({ id, patient, active, digit, onChoose }: PatientOptionProps) {
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => { if (active) element.current?.scrollIntoView({ block: 'nearest' }); }, [active]);
  const { name, born, age, died, deceased, gender, nhsNumber } = identityOf(patient, new Date());
  return (
    <li
      ref={element} id={id} role="option" aria-selected={active} className={active ? 'patient-option active' : 'patient-option'}
      onPointerDown={(event) => { event.preventDefault(); }} onClick={onChoose}
    >
      <kbd className="digit" aria-hidden="true">{digit === undefined ? '' : `Ctrl ${digit}`}</kbd>
      <span className="name">{name}</span>
      <span><span className="label">Born</span> {born}{age !== undefined && !deceased && ` (${age})`}{deceased && <strong> Died {died?.slice(0, 4)}</strong>}</span>
      <span>{gender}</span>
      <span className="nowrap"><span className="label">NHS No.</span> {nhsNumber}</span>
      <span className="address">{addressLine(patient) ?? 'No address recorded'}</span>
    </li>
  );
}
