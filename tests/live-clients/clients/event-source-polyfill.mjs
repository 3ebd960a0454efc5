/** npm `event-source-polyfill`. It reconnects by itself, with the parameter `lastEventId` instead of the header. */
import { createRequire } from 'node:module';

import { ended, gaveUp, headers, KINDS, opened, received, url } from './report.mjs';

const { EventSourcePolyfill } = createRequire(import.meta.url)('event-source-polyfill');

// It prints on stderr that a stream was rejected, which `gaveUp` reports.
console.error = () => {};
const stream = new EventSourcePolyfill(url, { headers });
stream.addEventListener('open', opened);
stream.addEventListener('error', ({ status }) => {
  ended(status);
  if (stream.readyState === 2) gaveUp(status);
});
for (const kind of KINDS) stream.addEventListener(kind, ({ data }) => received(kind, data));
