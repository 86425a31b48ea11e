interface FieldProps {
  id: string;
  name: string;
  label: string;
  autoComplete: string;
  error?: string | undefined;
  hint?: string;
  type?: 'text' | 'password';
  /** For a sentence. */
  wide?: boolean;
}

/** An ordinary field with its proper name, so that password managers and screen readers know it. */
export function Field({ id, name, label, autoComplete, error, hint, type = 'text', wide = false }: FieldProps) {
  const described = [...(hint === undefined ? [] : [`${id}h`]), ...(error === undefined ? [] : [`${id}e`])].join(' ');
  return (
    <div className={error === undefined ? 'field' : 'field with-error'}>
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && <p id={`${id}h`} className="quiet">{hint}</p>}
      {error !== undefined && <p id={`${id}e`} className="field-error"><span className="visually-hidden">Error: </span>{error}</p>}
      <input
        id={id} name={name} type={type} autoComplete={autoComplete}
        {...(wide ? { className: 'wide' } : { autoCapitalize: 'none', spellCheck: false })}
        {...(autoComplete === 'one-time-code' ? { inputMode: 'numeric' as const } : {})}
        {...(described === '' ? {} : { 'aria-describedby': described })}
        {...(error === undefined ? {} : { 'aria-invalid': true })}
      />
    </div>
  );
}
