import { useEffect, useState } from 'react';
import type { RefObject } from 'react';

/** So many are named, each in full; a bar that named forty would hide the list. */
const NAMED = 5;

/** Says clearly that more medicines stand below the edge of the screen (MEDv-0177), and which (MEDv-0178). */
export function LookAhead({ list, names }: { list: RefObject<HTMLElement | null>; names: readonly string[] }) {
  const [below, setBelow] = useState<readonly number[]>([]);
  useEffect(() => {
    const rows = [...(list.current?.children ?? [])];
    const hidden = new Set<number>();
    const observer = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting, boundingClientRect, rootBounds } of seen) {
        const index = rows.indexOf(target);
        if (!isIntersecting && boundingClientRect.top >= (rootBounds?.bottom ?? 0) - boundingClientRect.height) hidden.add(index);
        else hidden.delete(index);
      }
      setBelow([...hidden].sort((a, b) => a - b));
    }, { threshold: 0.9 });
    for (const row of rows) observer.observe(row);
    return () => { observer.disconnect(); };
  }, [list]);
  if (below.length === 0) return null;
  return (
    <p className="look-ahead">
      <strong>{below.length} more below:</strong> {below.slice(0, NAMED).map((index) => names[index]).join(' · ')}
      {below.length > NAMED && ` · and ${below.length - NAMED} more`}
    </p>
  );
}
