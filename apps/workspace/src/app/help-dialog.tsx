import { Dialog } from '../components/dialog.tsx';
import { settings, useSettings } from './settings.ts';
import { SHORTCUTS } from './shortcuts.ts';

const ALWAYS: readonly (readonly [string, string])[] = [
  ['↓ ↑', 'Move in a list'],
  ['Enter', 'Choose; open or close an entry'],
  ['Ctrl+1 … Ctrl+6', 'In a list of choices: take that one'],
  ['Esc', 'Close a list or a dialog'],
];

/** All keys, and the switch that turns the shortcuts off (WCAG 2.1.4). */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const { shortcuts } = useSettings();
  const records = Object.values(SHORTCUTS).filter(({ keys }) => !/^Alt\+[2-9]$/.test(keys));
  return (
    <Dialog title="Keys" onClose={onClose} wide>
      <dl className="keys">
        {records.map(({ keys, does }) => <div key={keys}><dt><kbd>{keys}</kbd></dt><dd>{keys === 'Alt+1' ? 'First open record, and so on to Alt+9' : does}</dd></div>)}
        {ALWAYS.map(([keys, does]) => <div key={keys}><dt><kbd>{keys}</kbd></dt><dd>{does}</dd></div>)}
      </dl>
      <p>
        <label className="check">
          <input type="checkbox" checked={shortcuts} onChange={(event) => { settings.change({ shortcuts: event.target.checked }); }} />
          Use these shortcuts (F1 always works)
        </label>
      </p>
      <div className="actions"><button type="button" className="button primary" onClick={onClose}>Close</button></div>
    </Dialog>
  );
}
