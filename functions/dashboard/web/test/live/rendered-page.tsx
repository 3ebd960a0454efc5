import './dom-globals';

import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';

import type { LiveClient } from '../../src/realtime';
import { LiveProvider, useConnection, useEvents, useOrders } from '../../src/realtime/react';

/** A page that renders the values of the hooks. */
export class RenderedPage {
  readonly #container = document.createElement('div');
  readonly #root = createRoot(this.#container);
  readonly #checks = new Set<() => void>();

  constructor(client: LiveClient) {
    this.#root.render(
      <LiveProvider client={client}>
        <Page onRender={() => this.#checks.forEach((check) => check())} />
      </LiveProvider>,
    );
  }

  /** The texts of all elements of this kind. */
  texts(kind: 'event' | 'order' | 'state'): string[] {
    return [...this.#container.querySelectorAll(`.${kind}`)].map((element) => element.textContent ?? '');
  }

  /** Waits until the condition holds after a render. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!condition()) return;
        this.#checks.delete(check);
        resolve();
      };
      this.#checks.add(check);
      check();
    });
  }

  /** Unmounts the page. */
  unmount(): void {
    this.#root.unmount();
  }
}

function Page({ onRender }: { onRender: () => void }) {
  const { state } = useConnection();
  const events = useEvents();
  const orders = useOrders();
  useEffect(onRender);
  return (
    <>
      <p className="state">{state}</p>
      {events.map(({ id }) => (
        <p key={id} className="event">
          {id}
        </p>
      ))}
      {orders.map(({ id, name, status }) => (
        <p key={id} className="order">
          {name} {status}
        </p>
      ))}
    </>
  );
}
