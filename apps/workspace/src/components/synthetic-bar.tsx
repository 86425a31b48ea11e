/** Says on every page that the people in it are made up. */
export function SyntheticBar() {
  return <aside className="synthetic-bar" aria-label="Demonstration">Demonstration data — not real patients</aside>;
}
