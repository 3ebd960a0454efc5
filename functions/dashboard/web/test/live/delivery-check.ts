import type { EventLine, OrderLine } from '../../src/realtime';
import type { Stack } from '../stack';
import type { Watched } from './recording-client';

/**
 * What is wrong with what a client has told, once these events have come, which are all that its stack was ever sent;
 * `null` if it told each once, and shows what is stored.
 */
export async function wrongWith(watched: Watched, stack: Stack, ids: readonly string[]): Promise<string | null> {
  await watched.all(ids);
  const { events } = await ask<{ events: readonly EventLine[] }>(stack, '/api/webhooks?limit=50');
  const { orders } = await ask<{ orders: readonly OrderLine[] }>(stack, '/api/orders?limit=50');
  const stored = [...events.map(revision).toReversed(), ...orders.map(revision).toSorted()];
  const shown = () => {
    const { client } = watched;
    const known = client.orders.get().filter(({ id }) => orders.some((order) => order.id === id));
    return [...client.events.get().map(revision).toReversed(), ...known.map(revision).toSorted()];
  };
  // An order comes with its event or a little later.
  await watched.until(() => shown().join() === stored.join() || shown().length > stored.length);
  if (shown().join() !== stored.join()) return `shown: ${shown().join()}; stored: ${stored.join()}`;
  const twice = watched.revisions.filter((one, n) => watched.revisions.indexOf(one) !== n);
  if (twice.length > 0) return `told twice: ${twice.join()}`;
  const others = watched.told.filter((id) => !ids.includes(id));
  return others.length === 0 ? null : `never sent: ${others.join()}`;
}

function revision({ id, rev }: { readonly id: string; readonly rev: number }): string {
  return `${id}.${rev}`;
}

/** Has an event replayed, so that its `rev` grows. */
export async function replay(stack: Stack, id: string): Promise<void> {
  await ask(stack, `/api/webhooks/${id}/replay`, 'POST');
}

async function ask<T>(stack: Stack, path: string, method = 'GET'): Promise<T> {
  const headers = { Authorization: `Bearer ${await stack.token()}` };
  const answer = await fetch(stack.url(path), { method, headers });
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}`);
  return (await answer.json()) as T;
}
