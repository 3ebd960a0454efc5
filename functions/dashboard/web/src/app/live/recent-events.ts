import type { EventLine } from '../../realtime';

const MINUTE = 60_000;
/** Minutes that are kept. */
const KEPT = 60;
/** Delays that are kept. */
const DELAYS = 1000;
/** Events that are remembered, so that one which comes again (a replay, a gap) is counted once. */
const MOST_KNOWN = 5000;

/** How many events became what. */
export interface Counted {
  readonly processed: number;
  readonly failed: number;
}

/** Where an event was counted, and as what. */
interface Known {
  readonly minute: number;
  readonly channel: string;
  readonly failed: boolean;
  readonly rev: number;
}

const NONE: Counted = { processed: 0, failed: 0 };

/** Events of the last hour that this page has seen, live or loaded: counted, not kept. */
export class Recent {
  readonly #opened: number;
  #since: number;
  /** By minute since the epoch, then by channel. */
  readonly #minutes = new Map<number, Map<string, Counted>>();
  readonly #known = new Map<string, Known>();
  readonly #delays: number[] = [];

  constructor(opened: number) {
    this.#opened = opened;
    this.#since = opened;
  }

  /** From when on it has all that came. */
  get since(): number {
    return this.#since;
  }

  /** Counts events that came live by their receipt, each once and as what became of it last; `now` is when they came. */
  note(events: readonly EventLine[], now: number): void {
    for (const event of events) if (Date.parse(event.received_at) >= this.#since) this.#count(event);
    this.#forget(Math.floor(now / MINUTE));
  }

  /** Counts events that were loaded: all that came after `since`. */
  begin(events: readonly EventLine[], since: number): void {
    this.#since = Math.min(this.#since, since);
    for (const event of events) this.#count(event);
  }

  /** Events are on the screen now; `now` is the time by this device's clock. Those of before this page have not come live. */
  drawn(events: readonly EventLine[], now: number): void {
    for (const { received_at: received } of events) {
      const delay = now - Date.parse(received);
      if (Date.parse(received) >= this.#opened) this.#delays.push(Math.max(0, delay));
    }
    this.#delays.splice(0, this.#delays.length - DELAYS);
  }

  /** Events of a minute (since the epoch), by channel. */
  of(minute: number): ReadonlyMap<string, Counted> {
    return this.#minutes.get(minute) ?? new Map();
  }

  /** From receipt until they were on the screen, in milliseconds: the newest ones. */
  get delays(): readonly number[] {
    return this.#delays;
  }

  #count(event: EventLine): void {
    const before = this.#known.get(event.id);
    if (before && before.rev >= event.rev) return;
    if (before) this.#add(before, -1);
    const minute = Math.floor(Date.parse(event.received_at) / MINUTE);
    const known = { minute, channel: event.source, failed: event.status === 'failed', rev: event.rev };
    this.#known.set(event.id, known);
    this.#add(known, 1);
  }

  #add({ minute, channel, failed }: Known, count: 1 | -1): void {
    const channels = this.#minutes.get(minute) ?? new Map<string, Counted>();
    const { processed, failed: failures } = channels.get(channel) ?? NONE;
    channels.set(
      channel,
      failed ? { processed, failed: failures + count } : { processed: processed + count, failed: failures },
    );
    this.#minutes.set(minute, channels);
  }

  #forget(minute: number): void {
    for (const old of this.#minutes.keys()) if (old <= minute - KEPT) this.#minutes.delete(old);
    // In the order in which they came: the oldest stand first.
    for (const id of this.#known.keys()) {
      if (this.#known.size <= MOST_KNOWN) break;
      this.#known.delete(id);
    }
  }
}

/** The value that this share of all does not exceed; `null` where there is none. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
