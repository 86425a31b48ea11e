import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';

interface DialogProps {
  title: string;
  children: ReactNode;
  /** Absent: the dialog cannot be put away without an answer. */
  onClose?: () => void;
  wide?: boolean;
  /** Hides the page behind it. */
  cover?: boolean;
}

/** A modal dialog: the browser's own, which keeps the focus inside and gives it back. Escape closes it where it may be closed. */
export function Dialog({ title, children, onClose, wide = false, cover = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element && !element.open) element.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog${wide ? ' wide' : ''}${cover ? ' cover' : ''}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
    >
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}
