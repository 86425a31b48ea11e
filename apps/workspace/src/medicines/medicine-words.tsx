import { LEVELS, type Medicine } from './medicine.ts';

/** What has to be known of a product at a glance, in words. Nothing is shortened; the name is dm+d's own. */
export function MedicineWords({ medicine }: { medicine: Medicine }) {
  const { name, level, lookAlikes, discontinued, matched, whyNot } = medicine;
  return (
    <>
      <span className="medicine-name"><strong className="drug">{name}</strong>{(discontinued || whyNot !== undefined) && <> <span className="tag warn">{whyNot ?? 'Discontinued'}</span></>}</span>
      {lookAlikes.length > 0 && <span className="look-alike">Easily confused with {lookAlikes.join(' and ')}: check the name</span>}
      <span className="medicine-facts">
        {level !== undefined && <span className="tag">{LEVELS[level]}</span>}
        {factsOf(medicine).map(([label, value]) => <span key={label}><span className="label">{label}</span> {value}</span>)}
        {matched !== undefined && <span className="quiet">Found by {matched}</span>}
      </span>
    </>
  );
}

/** The facts of a product that dm+d states, in one order everywhere. */
export function factsOf(medicine: Medicine): (readonly [string, string])[] {
  const facts: (readonly [string, string | undefined])[] = [
    ['Form', medicine.form],
    ['Contains', medicine.ingredients.length === 0 ? undefined : medicine.ingredients.join(' and ')],
    ['Pack', medicine.pack],
    ['Legal category', medicine.legalCategory],
    ['Controlled drug', medicine.controlledDrug],
    ['Prescribing', medicine.prescribingStatus],
    ['Availability', medicine.availability],
    ['Price', medicine.price],
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const]));
}
