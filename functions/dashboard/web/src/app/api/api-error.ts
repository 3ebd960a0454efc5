/** What the API, or the network before it, answered instead of what was asked for. */
export class ApiError extends Error {
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** A stable word. */
  readonly word: string;
  /** By which the log can be searched; `null` where nobody gave one. */
  readonly requestId: string | null;

  constructor(status: number, word: string, message: string, requestId: string | null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.word = word;
    this.requestId = requestId;
  }
}

/** The error of an answer whose body is `body`. */
export function errorOf(status: number, body: unknown, header: string | null): ApiError {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : null);
  const message = text('message') ?? `The server answered with status ${status}.`;
  return new ApiError(status, text('error') ?? 'unknown', message, text('request_id') ?? header);
}

/** Whether the server does not have what was asked for, or not yet the feature. */
export function isMissing(error: unknown): boolean {
  return error instanceof ApiError && [404, 405, 501].includes(error.status);
}

/** Whether asking once more may help. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
}
