import { Component } from 'react';
import type { ReactNode } from 'react';

interface Props {
  children: ReactNode;
}

/** Catches what its children throw and says so in their place, so that one broken view does not take the others with it. */
export class ProblemPanel extends Component<Props, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return this.state.error === undefined ? this.props.children : <Problem error={this.state.error} />;
  }
}

/** An error in words, as an alert. */
export function Problem({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div className="problem-panel" role="alert">
      <h2>This could not be shown</h2>
      <p>{error instanceof Error ? error.message : 'Something went wrong.'}</p>
      {retry && <button type="button" className="button" onClick={retry}>Try again</button>}
    </div>
  );
}
