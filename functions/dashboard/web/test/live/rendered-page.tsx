import './dom-globals';

import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';

import type { LiveClient } from '../../src/realtime';
import { LiveProvider, useConnection, useEvents, useOrders } from '../../src/realtime/react';

/** A page that shows what the hooks give. */
export class Drawn {
  readonly #place = document.createElement('div');
  readonly #root = createRoot(this.#place);
  readonly #looks = new Set<() => void>();

  constructor(client: LiveClient) {
    this.#root.render(
      <LiveProvider client={client}>
        <Page drawn={() => this.#looks.forEach((look) => look())} />
      </LiveProvider>,
    );
  }

  /** The texts of what is shown of this kind. */
  shown(kind: 'event' | 'order' | 'state'): string[] {
    return [...this.#place.querySelectorAll(`.${kind}`)].map((line) => line.textContent ?? '');
  }

  /** Waits until that is shown. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((done) => {
      const look = () => {
        if (!holds()) return;
        this.#looks.delete(look);
        done();
      };
      this.#looks.add(look);
      look();
    });
  }

  /** Takes the page away. */
  leave(): void {
    this.#root.unmount();
  }
}

function Page({ drawn }: { drawn: () => void }) {
  const { state } = useConnection();
  const events = useEvents();
  const orders = useOrders();
  useEffect(drawn);
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
