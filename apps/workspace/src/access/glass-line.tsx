import { Day } from '../components/day.tsx';

/** Over a record that is open for a reason given: until when, and that it is known. */
export function GlassLine({ until }: { until: string }) {
  return <aside className="glass-line" aria-label="Opened for a reason"><strong>You opened this record for a reason.</strong> <span>It is open to you until <Day date={until} time />. The privacy officer has been told.</span></aside>;
}
