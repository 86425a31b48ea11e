import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Dialog } from '../components/dialog.tsx';
import type { Medicine } from './medicine.ts';
import { MedicineFinder, NO_SEARCH } from './medicine-finder.tsx';
import { ProductView } from './product-view.tsx';

interface MedicinesDialogProps {
  ods: string;
  onClose: () => void;
}

/** Looking medicines up, over whatever is being done: nothing of it enters a record. Esc goes back a step, at last out. */
export function MedicinesDialog({ ods, onClose }: MedicinesDialogProps) {
  const [search, setSearch] = useState(NO_SEARCH);
  const [opened, setOpened] = useState<readonly Medicine[]>([]);
  const medicine = opened.at(-1);
  const back = (): void => { setOpened(opened.slice(0, -1)); };

  /** As a key, for the browser itself would close the dialog at the second Esc in a row. */
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (medicine) back();
    else onClose();
  }

  return (
    <Dialog title="Medicines" onClose={medicine ? back : onClose} wide>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Esc is the dialog's key */}
      <div className="medicines" onKeyDown={onKeyDown}>
        {medicine
          ? <ProductView key={medicine.code} ods={ods} medicine={medicine} onOpen={(next) => { setOpened([...opened, next]); }} onBack={back} />
          : <MedicineFinder ods={ods} search={search} onSearch={setSearch} onOpen={(found) => { setOpened([found]); }} />}
        <div className="actions"><button type="button" className="button" onClick={onClose}>Close</button></div>
      </div>
    </Dialog>
  );
}
