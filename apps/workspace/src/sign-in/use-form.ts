import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { ApiError } from '../api/http.ts';

interface Form {
  /** What is wrong with a field, by its name; `form` for what is wrong with the whole. */
  errors: Readonly<Record<string, string>>;
  busy: boolean;
  submit: (event: SubmitEvent<HTMLFormElement>) => void;
}

/** What to say where a field is empty, or shorter than it must be. */
type Needed = string | { words: string; atLeast: number };

/** A form that asks for what is missing, by field name, then sends; a refusal is told in words, with the focus on `retry`. */
export function useForm(needed: Readonly<Record<string, Needed>>, retry: string, refused: string, send: (text: (name: string) => string) => Promise<void>): Form {
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);

  async function run(form: HTMLFormElement) {
    const data = new FormData(form);
    const text = (name: string) => {
      const value = data.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const missing = Object.fromEntries(Object.entries(needed).flatMap(([name, need]) => {
      const { words, atLeast } = typeof need === 'string' ? { words: need, atLeast: 1 } : need;
      return text(name).length < atLeast ? [[name, words] as const] : [];
    }));
    setErrors(missing);
    const [first] = Object.keys(missing);
    if (first !== undefined) {
      focusField(form, first);
      return;
    }
    setBusy(true);
    try {
      await send(text);
    } catch (error) {
      setErrors({ form: refusalOf(error, refused) });
      focusField(form, retry);
    } finally {
      setBusy(false);
    }
  }

  return {
    errors, busy,
    submit(event) {
      event.preventDefault();
      void run(event.currentTarget);
    },
  };
}

/** Why somebody was not let in, in words. */
export function refusalOf(error: unknown, refused: string): string {
  if (error instanceof ApiError && error.status === 401) return refused;
  if (error instanceof ApiError && error.status === 429) return 'Too many attempts. Wait a few minutes, then try again.';
  if (error instanceof Error && error.name === 'NotAllowedError') return 'No passkey was used. Try again, or sign in another way.';
  return error instanceof Error ? `That did not work: ${error.message}.` : 'That did not work.';
}

function focusField(form: HTMLFormElement, name: string) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.focus();
}
