import type { EventSummary, OrderSummary } from '../../src/realtime';
import type { Stack } from '../stack';
import type { RecordingClient } from './recording-client';

/**
 * Waits until a client has received these events, which must be all that were ever sent to its stack. Returns a problem
 * if it did not report each revision once or does not have what is stored; else `null`.
 */
export async function deliveryProblem(
  recorder: RecordingClient,
  stack: Stack,
  ids: readonly string[],
): Promise<string | null> {
  await recorder.all(ids);
  const { events } = await request<{ events: readonly EventSummary[] }>(stack, '/api/webhooks?limit=50');
  const { orders } = await request<{ orders: readonly OrderSummary[] }>(stack, '/api/orders?limit=50');
  const stored = [...events.map(revision).toReversed(), ...orders.map(revision).toSorted()];
  const held = () => {
    const { client } = recorder;
    const orderSummaries = client.orders.get().filter(({ id }) => orders.some((order) => order.id === id));
    return [...client.events.get().map(revision).toReversed(), ...orderSummaries.map(revision).toSorted()];
  };
  // An order is sent with its event or shortly after.
  await recorder.until(() => held().join() === stored.join() || held().length > stored.length);
  if (held().join() !== stored.join()) return `client: ${held().join()}; stored: ${stored.join()}`;
  const repeated = recorder.revisions.filter((one, n) => recorder.revisions.indexOf(one) !== n);
  if (repeated.length > 0) return `reported twice: ${repeated.join()}`;
  const others = recorder.received.filter((id) => !ids.includes(id));
  return others.length === 0 ? null : `never sent: ${others.join()}`;
}

function revision({ id, rev }: { readonly id: string; readonly rev: number }): string {
  return `${id}.${rev}`;
}

/** Replays an event, which increases its `rev`. */
export async function replay(stack: Stack, id: string): Promise<void> {
  await request(stack, `/api/webhooks/${id}/replay`, 'POST');
}

async function request<T>(stack: Stack, path: string, method = 'GET'): Promise<T> {
  const headers = { Authorization: `Bearer ${await stack.token()}` };
  const response = await fetch(stack.url(path), { method, headers });
  if (!response.ok) throw new Error(`${path}: status ${response.status}`);
  return (await response.json()) as T;
}
