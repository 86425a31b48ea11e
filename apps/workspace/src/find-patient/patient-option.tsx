import type { Patient } from '@medplum/fhirtypes';
import { useEffect, useRef } from 'react';
import { useNow } from '../components/use-now.ts';
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
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => { if (active) element.current?.scrollIntoView({ block: 'nearest' }); }, [active]);
  const { name, born, age, died, deceased, gender, nhsNumber } = identityOf(patient, useNow());
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the search box's, which keeps the focus (APG combobox)
    <div
      ref={element} id={id} role="option" tabIndex={-1} aria-selected={active} className={active ? 'patient-option active' : 'patient-option'}
      onPointerDown={(event) => { event.preventDefault(); }} onClick={onChoose}
    >
      <kbd className="digit" aria-hidden="true">{digit === undefined ? '' : `Ctrl ${digit}`}</kbd>
      <span className="name">{name}</span>
      <span><span className="label">Born</span> {born}{age !== undefined && !deceased && ` (${age})`}{deceased && <strong> Died {died?.slice(0, 4)}</strong>}</span>
      <span>{gender}</span>
      <span className="nowrap"><span className="label">NHS No.</span> {nhsNumber}</span>
      <span className="address">{addressLine(patient) ?? 'No address recorded'}</span>
    </div>
  );
}
