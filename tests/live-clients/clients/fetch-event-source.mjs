/**
 * npm `@microsoft/fetch-event-source`, as its documentation shows: an error from `onclose` makes it connect again after
 * the time that the stream requests.
 */
import { createRequire } from 'node:module';

import { ended, gaveUp, headers, KINDS, opened, received, url } from './report.mjs';

// Its timers are those of a page.
globalThis.window = globalThis;
globalThis.document = { hidden: false, addEventListener: () => {}, removeEventListener: () => {} };
// The package declares no module that Node could import.
const { fetchEventSource } = createRequire(import.meta.url)('@microsoft/fetch-event-source');

class StreamEnded extends Error {}
class StreamRejected extends Error {}

fetchEventSource(url, {
  headers,
  onopen: async ({ status }) => {
    if (status !== 200) throw new StreamRejected(status);
    opened();
  },
  onmessage: ({ event, data }) => {
    if (KINDS.includes(event)) received(event, data);
  },
  onclose: () => {
    throw new StreamEnded();
  },
  onerror: (error) => {
    ended();
    if (error instanceof StreamRejected) throw error;
  },
}).catch(({ message }) => gaveUp(Number(message)));
