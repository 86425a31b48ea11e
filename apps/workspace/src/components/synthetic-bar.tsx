/** Says on every page that the people in it are made up. */
export function SyntheticBar() {
  return <p className="synthetic-bar">Demonstration data — not real patients</p>;
}
