import { useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { useSession } from '../app/session-context.ts';
import { announce } from '../components/announcer.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Field } from '../sign-in/field.tsx';
import { useForm } from '../sign-in/use-form.ts';
import { breakGlass } from './access-api.ts';
import { brokenGlass } from './broken-glass.ts';

interface Props {
  title: string;
  /** Absent: the NHS number is asked for, since a guarded patient is not found by name. */
  patientId?: string;
  onOpened: (patientId: string) => void;
  onClose: () => void;
}

const SHORTEST = 10;
const REASON = { reason: { words: `Write why you need it, in at least ${SHORTEST} characters`, atLeast: SHORTEST } };
const NUMBER_AND_REASON = { number: 'Enter the patient’s NHS number', ...REASON };

/** Opens one record for a reason, which the privacy officer is told of before anything is shown (safety I24). */
export function BreakGlassDialog({ title, patientId, onOpened, onClose }: Props) {
  const { practice: { ods } } = useSession();
  const client = useQueryClient();
  const id = useId();
  const form = useForm(patientId === undefined ? NUMBER_AND_REASON : REASON, patientId === undefined ? 'number' : 'reason', 'Sign in again first.', async (text) => {
    const { patient, ends } = await breakGlass(ods, patientId ?? text('number').replace(/\s/g, ''), text('reason'));
    brokenGlass.remember(patient, ends);
    announce('The record is open to you. The privacy officer has been told.');
    await client.invalidateQueries({ queryKey: ['record', ods, patient] });
    onOpened(patient);
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <p>Do this only where you need it for the patient’s care. The record is then open to you for one hour.</p>
      <p className="warning-line"><strong>The privacy officer is told at once</strong> who opened it, and the reason you give. The patient can see that you were in the record.</p>
      <form className="form" onSubmit={form.submit} noValidate>
        {form.errors['form'] !== undefined && <p className="form-error" role="alert">{form.errors['form']}</p>}
        {patientId === undefined && <Field id={`${id}n`} name="number" label="NHS number" hint="All ten digits" autoComplete="off" error={form.errors['number']} />}
        <Field id={`${id}r`} name="reason" label="Why you need it" hint="Such as: collapsed in the waiting room, no carer with them" autoComplete="off" wide error={form.errors['reason']} />
        <div className="actions">
          <button type="submit" className="button warning" aria-disabled={form.busy}>Open, and tell the privacy officer</button>
          <button type="button" className="button" onClick={onClose}>Cancel</button>
        </div>
      </form>
    </Dialog>
  );
}
