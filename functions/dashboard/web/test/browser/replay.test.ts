import { expect, it } from 'vitest';

import { scene } from './scenario';

const here = scene('--stream-retries', '1');

/** Takes the table of all states away, so that nothing can be processed. A stack that starts makes it anew. */
async function loseStates(): Promise<void> {
  const answer = await fetch(await here.stack.dynamodb(), {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': 'DynamoDB_20120810.DeleteTable',
      // It has to look signed; nobody checks it.
      Authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=00',
      'X-Amz-Date': '20260101T000000Z',
    },
    body: JSON.stringify({ TableName: 'storebell-state' }),
  });
  expect(answer.status).toBe(200);
}

/** Has the failed batches taken up, as the schedule does every minute. */
async function takeUp(): Promise<number> {
  const answer = await fetch(here.stack.url('/2015-03-31/functions/retry/invocations'), {
    method: 'POST',
    body: JSON.stringify({ time: new Date().toISOString() }),
  });
  return ((await answer.json()) as { batches: number }).batches;
}

/** The ids of the events that have failed. */
async function failures(): Promise<string[]> {
  const answer = await fetch(here.stack.url('/api/webhooks?status=failed'), {
    headers: { Authorization: `Bearer ${await here.stack.token()}` },
  });
  return ((await answer.json()) as { events: { id: string }[] }).events.map(({ id }) => id);
}

it('a failed event turns green when it is replayed', async () => {
  await loseStates();
  const event = await here.stack.send({ id: 1 });
  await expect.poll(takeUp, { timeout: 30_000 }).toBe(1);
  await here.stack.kill();
  await here.stack.begin();

  const visitor = await here.visitor(`/events/${event}`);
  const detail = visitor.page.getByRole('region', { name: 'orders/create' });
  await detail.getByText('Failed', { exact: true }).waitFor();
  await detail.getByRole('heading', { name: 'What went wrong' }).waitFor();
  await visitor.event(event).getByText('Failed', { exact: true }).waitFor();
  await visitor.mark();
  await visitor.button('Replay').click();
  await detail.getByText('Processed', { exact: true }).first().waitFor();
  const inList = visitor.event(event).getByText('Processed', { exact: true });
  await inList.waitFor();
  await detail.getByRole('heading', { name: 'What went wrong' }).waitFor({ state: 'detached' });
  expect(await inList.getAttribute('class')).toContain('text-good');
  expect(await visitor.isMarked()).toBe(true);
  await detail.getByRole('link', { name: 'Order 1' }).click();
  await visitor.page.getByRole('heading', { name: 'Order #1' }).waitFor();
});

it('all failed events turn green by one bulk replay, and what was processed is left alone', async () => {
  const good = await here.stack.send({ id: 10 });
  const visitor = await here.visitor('/events');
  await visitor.event(good).getByText('Processed', { exact: true }).waitFor();
  await here.end();
  await loseStates();
  const bad: string[] = [];
  for (const id of [11, 12, 13]) bad.push(await here.stack.send({ id }));
  const allFailed = async () => {
    await takeUp();
    const found = await failures();
    return bad.filter((id) => !found.includes(id));
  };
  await expect.poll(allFailed, { timeout: 40_000, interval: 500 }).toEqual([]);
  await here.stack.kill();
  await here.stack.begin();

  const again = await here.visitor('/events');
  for (const id of bad) await again.event(id).getByText('Failed', { exact: true }).waitFor();
  await again.button('Replay these …').click();
  const dialog = again.page.getByRole('dialog', { name: 'Replay events' });
  // Nobody has filtered anything: what failed is meant, and more only if it is chosen.
  await dialog.getByText('3 events would be replayed.').waitFor();
  await dialog.getByLabel('Which events').selectOption({ label: 'All, also those that were processed' });
  await dialog.getByText('5 events would be replayed.').waitFor();
  await dialog.getByText('are processed again').waitFor();
  await dialog.getByLabel('Which events').selectOption('failed');
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

it('who may only look is not asked to replay', async () => {
  const event = await here.stack.send({ id: 20 });
  const visitor = await here.stranger();
  await visitor.page.route('**/api/integrations', async (route) => {
    const answer = await route.fetch();
    const { integrations } = (await answer.json()) as { integrations: { role: string }[] };
    for (const integration of integrations) integration.role = 'viewer';
    await route.fulfill({ response: answer, json: { integrations } });
  });
  await visitor.go('/events');
  await visitor.signIn('demo');
  await visitor.event(event).waitFor();
  await visitor.button('Replay these …').waitFor({ state: 'detached' });
});
