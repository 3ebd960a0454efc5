import { expect, it } from 'vitest';

import { createScenario } from './scenario';

const scenario = createScenario('--stream-retries', '1');

/** Deletes the `state` table, so that no event can be processed. The stack creates it again when it starts. */
async function deleteStateTable(): Promise<void> {
  const response = await fetch(await scenario.stack.dynamodb(), {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': 'DynamoDB_20120810.DeleteTable',
      // The local DynamoDB requires a signature, but does not verify it.
      Authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=00',
      'X-Amz-Date': '20260101T000000Z',
    },
    body: JSON.stringify({ TableName: 'storebell-state' }),
  });
  expect(response.status).toBe(200);
}

/** Retries the failed batches, as the schedule does every minute; returns their number. */
async function retryBatches(): Promise<number> {
  const response = await fetch(scenario.stack.url('/2015-03-31/functions/retry/invocations'), {
    method: 'POST',
    body: JSON.stringify({ time: new Date().toISOString() }),
  });
  return ((await response.json()) as { batches: number }).batches;
}

/** The ids of the failed events. */
async function failedIds(): Promise<string[]> {
  const response = await fetch(scenario.stack.url('/api/webhooks?status=failed'), {
    headers: { Authorization: `Bearer ${await scenario.stack.token()}` },
  });
  return ((await response.json()) as { events: { id: string }[] }).events.map(({ id }) => id);
}

it('a failed event is processed when it is replayed', async () => {
  await deleteStateTable();
  const event = await scenario.stack.send({ id: 1 });
  await expect.poll(retryBatches, { timeout: 30_000 }).toBe(1);
  await scenario.stack.kill();
  await scenario.stack.launch();

  const visitor = await scenario.signedInVisitor(`/events/${event}`);
  const detail = visitor.page.getByRole('region', { name: 'orders/create' });
  await detail.getByText('Failed', { exact: true }).waitFor();
  await detail.getByRole('heading', { name: 'Error' }).waitFor();
  await visitor.event(event).getByText('Failed', { exact: true }).waitFor();
  await visitor.markDocument();
  await visitor.button('Replay').click();
  await detail.getByText('Processed', { exact: true }).first().waitFor();
  const inList = visitor.event(event).getByText('Processed', { exact: true });
  await inList.waitFor();
  await detail.getByRole('heading', { name: 'Error' }).waitFor({ state: 'detached' });
  expect(await inList.getAttribute('class')).toContain('text-good');
  expect(await visitor.isSameDocument()).toBe(true);
  await detail.getByRole('link', { name: 'Order 1' }).click();
  await visitor.page.getByRole('heading', { name: 'Order #1' }).waitFor();
});

it('a bulk replay processes all failed events, and leaves the others unchanged', async () => {
  const good = await scenario.stack.send({ id: 10 });
  const visitor = await scenario.signedInVisitor('/events');
  await visitor.event(good).getByText('Processed', { exact: true }).waitFor();
  await scenario.closeVisitors();
  await deleteStateTable();
  const bad: string[] = [];
  for (const id of [11, 12, 13]) bad.push(await scenario.stack.send({ id }));
  const allFailed = async () => {
    await retryBatches();
    const found = await failedIds();
    return bad.filter((id) => !found.includes(id));
  };
  await expect.poll(allFailed, { timeout: 40_000, interval: 500 }).toEqual([]);
  await scenario.stack.kill();
  await scenario.stack.launch();

  const again = await scenario.signedInVisitor('/events');
  for (const id of bad) await again.event(id).getByText('Failed', { exact: true }).waitFor();
  await again.button('Replay matching events …').click();
  const dialog = again.page.getByRole('dialog', { name: 'Replay events' });
  // Without filters, only failed events are replayed by default.
  await dialog.getByText('3 events will be replayed.').waitFor();
  await dialog.getByLabel('Events to replay').selectOption({ label: 'All events, including processed ones' });
  await dialog.getByText('5 events will be replayed.').waitFor();
  await dialog.getByText('are processed again').waitFor();
  await dialog.getByLabel('Events to replay').selectOption('failed');
  await again.button('Replay 3 events').click();
  await dialog.getByText('3 of 3 events replayed.').waitFor();
  await again.button('Close').click();
  for (const id of bad) {
    const outcome = again.event(id).getByText('Processed', { exact: true });
    await outcome.waitFor();
    expect(await outcome.getAttribute('class')).toContain('text-good');
  }
  await again.page.getByRole('region', { name: 'List of events' }).getByText('Failed').waitFor({ state: 'detached' });
});

it('a viewer has no replay button', async () => {
  const event = await scenario.stack.send({ id: 20 });
  const visitor = await scenario.anonymousVisitor();
  await visitor.page.route('**/api/integrations', async (route) => {
    const response = await route.fetch();
    const { integrations } = (await response.json()) as { integrations: { role: string }[] };
    for (const integration of integrations) integration.role = 'viewer';
    await route.fulfill({ response, json: { integrations } });
  });
  await visitor.go('/events');
  await visitor.signIn('demo');
  await visitor.event(event).waitFor();
  await visitor.button('Replay matching events …').waitFor({ state: 'detached' });
});
