import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { createScenario } from './scenario';

const scenario = createScenario();

/** Serves an empty page on a port of its own, and so from another origin. */
const server: Server = createServer((_request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' });
  response.end('<!doctype html><title>Another origin</title><link rel="icon" href="data:,">');
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** What a page of the other origin gets: the status, and the beginning of the response up to `end`. */
interface Fetched {
  readonly status: number;
  readonly text: string;
}

async function fetchFromOtherOrigin(headers: Record<string, string>, end: string): Promise<Fetched> {
  const visitor = await scenario.anonymousVisitor();
  // The page of the other origin, and that the browser logs the status 401.
  visitor.faults.expected.push(new RegExp(`^request to ${origin()}`), /the server responded with a status of 401/);
  await visitor.page.goto(origin());
  return visitor.page.evaluate(
    async ([url, fields, last]) => {
      const response = await fetch(url, { headers: fields });
      if (!response.body) throw new Error('the response has no body');
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      while (!text.includes(last)) {
        const { done, value } = await reader.read();
        if (done) break;
        text += value;
      }
      await reader.cancel();
      return { status: response.status, text };
    },
    [scenario.stack.streamUrl, headers, end] as const,
  );
}

it('a page of another origin reads a stream with a token, from the event that it names', async () => {
  const first = await scenario.stack.send({ id: 1 });
  const second = await scenario.stack.send({ id: 2 });
  const headers = { Authorization: `Bearer ${await scenario.stack.token()}`, 'Last-Event-ID': first };
  const { status, text } = await fetchFromOtherOrigin(headers, second);
  expect(status).toBe(200);
  expect(text).toMatch(/^retry: \d+\nevent: resume\ndata: \{"complete":true\}\n/);
  expect(text).toContain(second);
});

it('a page of another origin reads why it gets no stream', async () => {
  const { status, text } = await fetchFromOtherOrigin({ Authorization: 'Bearer x' }, '}');
  expect(status).toBe(401);
  expect(JSON.parse(text)).toMatchObject({ error: 'unauthorized' });
});
