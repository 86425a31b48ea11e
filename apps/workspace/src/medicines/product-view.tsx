import { useEffect, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { Problem } from '../components/problem-panel.tsx';
import { LEVELS, type Level, type Medicine } from './medicine.ts';
import { factsOf, MedicineWords } from './medicine-words.tsx';
import { useProduct } from './use-medicines.ts';

/** From what it is to what is on the shelf. */
const RELATED: readonly (readonly [Level, string])[] = [
  ['VTM', 'The drug'], ['VMP', 'Generic'], ['AMP', 'Brands and makers'], ['VMPP', 'Generic packs'], ['AMPP', 'Packs'],
];

interface ProductViewProps {
  ods: string;
  medicine: Medicine;
  onOpen: (medicine: Medicine) => void;
  onBack: () => void;
}

/** A product with what it is a brand of, its brands and its packs. ↑ and ↓ move among them, Enter opens one. */
export function ProductView({ ods, medicine, onOpen, onBack }: ProductViewProps) {
  const view = useRef<HTMLDivElement>(null);
  const { data, error, isPending, refetch } = useProduct(ods, medicine.code);
  const own = data?.find(({ code }) => code === medicine.code) ?? medicine;
  const others = data?.filter(({ code }) => code !== medicine.code) ?? [];
  const groups = RELATED.map(([level, title]) => ({ title, medicines: others.filter((one) => one.level === level) })).filter(({ medicines }) => medicines.length > 0);

  useEffect(() => { view.current?.querySelector('h3')?.focus(); }, [medicine.code]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const rows = [...view.current?.querySelectorAll<HTMLElement>('.medicine-row') ?? []];
    const at = rows.findIndex((row) => row === document.activeElement);
    rows[event.key === 'ArrowDown' ? Math.min(at + 1, rows.length - 1) : Math.max(at - 1, 0)]?.focus();
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the arrow keys move among the buttons inside, which Tab reaches too
    <div ref={view} className="product" onKeyDown={onKeyDown}>
      <p><button type="button" className="link" onClick={onBack}>Back <kbd>Esc</kbd></button></p>
      <h3 className="medicine-name" tabIndex={-1}><span className="drug">{own.name}</span>{own.discontinued && <> <span className="tag warn">Discontinued</span></>}</h3>
      {own.lookAlikes.length > 0 && <p className="look-alike">Easily confused with {own.lookAlikes.join(' and ')}: check the name</p>}
      <dl className="facts">
        {own.level !== undefined && <div><dt>Kind</dt><dd>{LEVELS[own.level]}</dd></div>}
        {factsOf(own).map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
        <div><dt>dm+d code</dt><dd>{own.code}</dd></div>
      </dl>
      {isPending && <p role="status">Looking up its brands and packs…</p>}
      {error && <Problem error={error} retry={() => void refetch()} />}
      {groups.map(({ title, medicines }) => (
        <section key={title} aria-label={title}>
          <h4>{title} ({medicines.length})</h4>
          <ul>{medicines.map((one) => <li key={one.code}><button type="button" className="medicine-row" onClick={() => { onOpen(one); }}><MedicineWords medicine={one} /></button></li>)}</ul>
        </section>
      ))}
    </div>
  );
}
