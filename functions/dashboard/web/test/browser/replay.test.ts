import { expect, it } from 'vitest';

import { scene } from './scene';

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
