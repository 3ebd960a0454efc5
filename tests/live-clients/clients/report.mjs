/** What a client reports to ../check: one line of JSON on stdout for each thing that happens. */

/** Its arguments: the stream's URL, and the header with the token. */
export const [url, token] = process.argv.slice(2);
export const headers = { Authorization: `Bearer ${token}` };

/** Kinds of events of a stream that a client listens to. */
export const KINDS = ['resume', 'event', 'order', 'cursor', 'closed'];

const report = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** A stream was opened. */
export const opened = () => report({ type: 'opened' });
/** A stream ended, or could not be opened. */
export const ended = (status) => report({ type: 'ended', status });
/** The client will not connect again. */
export const gaveUp = (status) => report({ type: 'gave_up', status });
/** The client passed an event to its user. */
export const received = (event, data) => report({ type: 'received', event, data });
