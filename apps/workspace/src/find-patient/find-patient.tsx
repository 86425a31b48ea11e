import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { Patient } from '@medplum/fhirtypes';
import { go } from '../app/routes.ts';
import { lastViewOf } from '../app/last-view.ts';
import { useSession } from '../app/session-context.ts';
import { useShortcut } from '../app/shortcuts.ts';
import { announce } from '../components/announcer.tsx';
import { PatientOption } from './patient-option.tsx';
import { useFoundPatients } from './use-found-patients.ts';

/** As many as can be read at a glance; typing more narrows better than scrolling (MSP). */
const SHOWN = 8;
const NUMBERED = 6;

/**
 * Finds a patient as one types. A combobox (APG): the focus stays in the box, nothing is completed in it (MSP-0320),
 * the arrow keys move in the list, Enter or Ctrl+1 to Ctrl+6 choose. No patient banner here (PAB-0015).
 */
export function FindPatient() {
  const { practice, abilities } = useSession();
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const { patients, total, state, error } = useFoundPatients(practice.ods, text, SHOWN);
  const [chosen, setChosen] = useState<{ of: readonly Patient[]; index: number }>({ of: patients, index: -1 });
  // A place in one list means nothing in the next: every new answer starts with nothing chosen.
  const active = chosen.of === patients ? chosen.index : -1;

  useShortcut('find', () => {
    input.current?.focus();
    input.current?.select();
    if (text !== '') setOpen(true);
  });
  useEffect(() => {
    if (!open || state !== 'done') return;
    announce(patients.length === 0 ? 'No patient found' : `${total} ${total === 1 ? 'patient' : 'patients'} found, showing ${patients.length}`);
  }, [open, state, patients, total]);

  function choose(patient: (Patient & { id: string }) | undefined) {
    if (!patient) return;
    setOpen(false);
    setText('');
    input.current?.blur();
    go({ page: 'patient', patientId: patient.id, view: lastViewOf(patient.id) });
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    const digit = event.ctrlKey ? Number(event.key) : 0;
    if (digit >= 1 && digit <= NUMBERED && open) {
      event.preventDefault();
      choose(patients[digit - 1]);
      return;
    }
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        event.preventDefault();
        if (!open) { setOpen(true); return; }
        if (patients.length === 0) return;
        const step = event.key === 'ArrowDown' ? 1 : -1;
        setChosen({ of: patients, index: active < 0 ? (step === 1 ? 0 : patients.length - 1) : (active + step + patients.length) % patients.length });
        return;
      }
      case 'Enter':
        event.preventDefault();
        if (!open) setOpen(true);
        else if (active >= 0) choose(patients[active]);
        else if (patients.length === 1 && state === 'done') choose(patients[0]);
        else if (patients.length > 1) announce('Choose with the arrow keys');
        return;
      case 'Escape':
        if (open) setOpen(false);
        else setText('');
        return;
      default:
    }
  }

  const listOpen = open && text.trim() !== '';
  return (
    <div className="find-patient" role="search">
      <label className="visually-hidden" htmlFor={`${id}input`}>Find a patient: name, date of birth or NHS number</label>
      <input
        ref={input} id={`${id}input`} type="text" role="combobox" autoComplete="off" spellCheck={false} placeholder="Find a patient (Ctrl+K)"
        aria-autocomplete="list" aria-expanded={listOpen} aria-controls={`${id}list`}
        aria-activedescendant={listOpen && active >= 0 ? `${id}option${active}` : undefined}
        value={text}
        onChange={(event) => { setText(event.target.value); setOpen(true); }}
        onFocus={() => { if (text !== '') setOpen(true); }}
        onClick={() => { if (text !== '') setOpen(true); }}
        onKeyDown={onKeyDown}
        onBlur={() => { setOpen(false); }}
      />
      <div className="find-results" role="presentation" hidden={!listOpen} onPointerDown={(event) => { event.preventDefault(); }}>
        <div id={`${id}list`} role="listbox" aria-label="Patients found">
          {patients.map((patient, index) => (
            <PatientOption
              key={patient.id} id={`${id}option${index}`} patient={patient} active={index === active}
              digit={index < NUMBERED ? index + 1 : undefined} onChoose={() => { choose(patient); }}
            />
          ))}
        </div>
        <p className="find-note">
          {state === 'failed' ? `Not searched: ${error ?? ''}` : patients.length > 0
            ? <>Showing {patients.length} of {total}{state === 'searching' && ', searching…'}</>
            : state === 'searching' ? 'Searching…' : <><strong>No patient found.</strong> Type part of the name, the date of birth (14/8/80) or the NHS number, in any order.{abilities.breakGlass && <> A guarded record is not found here: <kbd>Alt+G</kbd> opens one.</>}</>}
        </p>
      </div>
    </div>
  );
}
