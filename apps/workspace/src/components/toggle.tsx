import { useId } from 'react';

interface ToggleProps<T extends string> {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onChange: (value: T) => void;
}

/** A choice of one among a few that are all in sight: radio buttons drawn as one control. */
export function Toggle<T extends string>({ label, value, options, onChange }: ToggleProps<T>) {
  const name = useId();
  return (
    <fieldset className="toggle">
      <legend className="visually-hidden">{label}</legend>
      {options.map(([option, words]) => (
        <label key={option} className={option === value ? 'chosen' : ''}>
          <input type="radio" name={name} value={option} checked={option === value} onChange={() => { onChange(option); }} />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
