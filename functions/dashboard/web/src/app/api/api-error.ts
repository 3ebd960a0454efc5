/** An error response of the API, or a failure to reach it. */
export class ApiError extends Error {
  /** The HTTP status; 0 if there was no response. */
  readonly status: number;
  /** The error code. */
  readonly code: string;
  /** Identifies the request in the logs; `null` if the response has no id. */
  readonly requestId: string | null;

  constructor(status: number, code: string, message: string, requestId: string | null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

/** The error for a response with this status, body and request-id header. */
export function errorFromResponse(status: number, body: unknown, header: string | null): ApiError {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : null);
  const message = text('message') ?? `The server responded with status ${status}.`;
  return new ApiError(status, text('error') ?? 'unknown', message, text('request_id') ?? header);
}

/** Whether the resource does not exist, or the stack does not have the feature. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof ApiError && [404, 405, 501].includes(error.status);
}

/** Whether a retry may help. */
export function isTransient(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
}
