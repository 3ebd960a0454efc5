import type { EventLine } from '../../realtime';

const MINUTE = 60_000;
/** Minutes that are kept. */
const KEPT = 60;
/** Delays that are kept. */
const DELAYS = 1000;

/** What came live since the page was opened: counted, not kept. */
export class Recent {
  readonly since: number;
  /** By minute since the epoch, then by channel. */
  readonly #minutes = new Map<number, Map<string, number>>();
  readonly #counted = new Set<string>();
  readonly #delays: number[] = [];

  constructor(since: number) {
    this.since = since;
  }

  /** Counts events by receipt, each once; `now` is when they came. */
  note(events: readonly EventLine[], now: number): void {
    for (const event of events) {
      const received = Date.parse(event.received_at);
      const minute = Math.floor(received / MINUTE);
      if (received < this.since || this.#counted.has(event.id)) continue;
      this.#counted.add(event.id);
      const channels = this.#minutes.get(minute) ?? new Map<string, number>();
      channels.set(event.source, (channels.get(event.source) ?? 0) + 1);
      this.#minutes.set(minute, channels);
      this.#delays.push(Math.max(0, now - received));
    }
    this.#forget(Math.floor(now / MINUTE));
  }

  /** Events of a minute (since the epoch), by channel. */
  of(minute: number): ReadonlyMap<string, number> {
    return this.#minutes.get(minute) ?? new Map();
  }

  /** From receipt until they were here, in milliseconds by this device's clock: the newest ones. */
  get delays(): readonly number[] {
    return this.#delays;
  }

  #forget(minute: number): void {
    this.#delays.splice(0, this.#delays.length - DELAYS);
    for (const old of this.#minutes.keys()) if (old <= minute - KEPT) this.#minutes.delete(old);
    // In the order in which they came: the oldest stand first.
    for (const id of this.#counted) {
      if (this.#counted.size <= MOST_IDS) break;
      this.#counted.delete(id);
    }
  }
}

/** Ids that are kept, so that an event which comes again (a replay, a gap) is counted once. */
const MOST_IDS = 5000;

/** The value that this share of all does not exceed; `null` where there is none. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
