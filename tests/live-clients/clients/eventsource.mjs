/** npm `eventsource`, as its documentation shows: its own `fetch` adds the token. It reconnects by itself. */
import { EventSource } from 'eventsource';

import { ended, gaveUp, headers, KINDS, opened, received, url } from './report.mjs';

const stream = new EventSource(url, {
  fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }),
});
stream.addEventListener('open', opened);
stream.addEventListener('error', ({ code }) => {
  ended(code);
  if (stream.readyState === stream.CLOSED) gaveUp(code);
});
for (const kind of KINDS) stream.addEventListener(kind, ({ data }) => received(kind, data));
