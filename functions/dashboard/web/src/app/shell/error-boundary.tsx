import { Component, type ReactNode } from 'react';

import { ErrorNote } from '../ui/error-note';

/** Keeps the shell alive where a page fails, and says so. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <div className="p-6">
        <ErrorNote
          title="This page could not be shown"
          error={this.state.error}
          onRetry={() => this.setState({ error: null })}
        />
      </div>
    );
  }
}
