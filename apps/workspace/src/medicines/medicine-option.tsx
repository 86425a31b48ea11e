import { useEffect, useRef } from 'react';
import type { Medicine } from './medicine.ts';
import { MedicineWords } from './medicine-words.tsx';

interface MedicineOptionProps {
  id: string;
  medicine: Medicine;
  active: boolean;
  /** Drawn apart from the row before: the two are easily confused. */
  apart: boolean;
  digit: number | undefined;
  onOpen: () => void;
}

/** One product of the list. */
export function MedicineOption({ id, medicine, active, apart, digit, onOpen }: MedicineOptionProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => { if (active) element.current?.scrollIntoView({ block: 'nearest' }); }, [active]);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the search box's, which keeps the focus (APG combobox)
    <div
      ref={element} id={id} role="option" tabIndex={-1} aria-selected={active} className={`medicine${active ? ' active' : ''}${apart ? ' apart' : ''}`}
      onPointerDown={(event) => { event.preventDefault(); }} onClick={onOpen}
    >
      <kbd className="digit" aria-hidden="true">{digit === undefined ? '' : `Ctrl ${digit}`}</kbd>
      <div className="medicine-words"><MedicineWords medicine={medicine} /></div>
    </div>
  );
}
