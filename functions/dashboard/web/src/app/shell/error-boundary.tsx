import { Component, type ReactNode } from 'react';

import { ErrorNote } from '../ui/error-note';

/** Shows an error instead of a page that fails to render, and keeps the rest of the shell. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <div className="p-6">
        <ErrorNote
          title="This page could not be displayed"
          error={this.state.error}
          onRetry={() => this.setState({ error: null })}
        />
      </div>
    );
  }
}
