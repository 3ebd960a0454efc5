import type { EventSummary } from '../../realtime';
import type { EventCounts } from '../api/types';

const MINUTE_MS = 60_000;
const KEPT_MINUTES = 60;
const MAX_DELAYS = 1000;
/** How many events are remembered, so that an event that arrives again (by a replay or a catch-up) is counted once. */
const MAX_REMEMBERED_EVENTS = 5000;

/** How an event was counted. */
interface CountedEvent {
  readonly minute: number;
  readonly channel: string;
  readonly failed: boolean;
  readonly rev: number;
}

const NO_EVENTS: EventCounts = { processed: 0, failed: 0 };

/** Counts the events of the last hour that this page has received or loaded. */
export class RecentEvents {
  readonly #openedAt: number;
  #since: number;
  /** By minute since the epoch, then by channel. */
  readonly #minutes = new Map<number, Map<string, EventCounts>>();
  readonly #counted = new Map<string, CountedEvent>();
  readonly #delays: number[] = [];

  constructor(openedAt: number) {
    this.#openedAt = openedAt;
    this.#since = openedAt;
  }

  /** The time from which on all events are counted. */
  get since(): number {
    return this.#since;
  }

  /** Counts live events by their time of receipt, each once with its last status; `now` is the current time. */
  addLive(events: readonly EventSummary[], now: number): void {
    for (const event of events) if (Date.parse(event.received_at) >= this.#since) this.#count(event);
    this.#dropOld(Math.floor(now / MINUTE_MS));
  }

  /** Counts loaded events, which must be all events after `since`. */
  addLoaded(events: readonly EventSummary[], since: number): void {
    this.#since = Math.min(this.#since, since);
    for (const event of events) this.#count(event);
  }

  /**
   * Measures how long events took from receipt to the screen; `now` is this device's clock. Events from before the page
   * was opened did not arrive live, and are not measured.
   */
  recordPainted(events: readonly EventSummary[], now: number): void {
    for (const { received_at: received } of events) {
      const delay = now - Date.parse(received);
      if (Date.parse(received) >= this.#openedAt) this.#delays.push(Math.max(0, delay));
    }
    this.#delays.splice(0, this.#delays.length - MAX_DELAYS);
  }

  /** The counts of a minute (since the epoch), by channel. */
  ofMinute(minute: number): ReadonlyMap<string, EventCounts> {
    return this.#minutes.get(minute) ?? new Map();
  }

  /** The newest delays from receipt to the screen, in milliseconds. */
  get delays(): readonly number[] {
    return this.#delays;
  }

  #count(event: EventSummary): void {
    const before = this.#counted.get(event.id);
    if (before && before.rev >= event.rev) return;
    if (before) this.#add(before, -1);
    const minute = Math.floor(Date.parse(event.received_at) / MINUTE_MS);
    const counted = { minute, channel: event.source, failed: event.status === 'failed', rev: event.rev };
    this.#counted.set(event.id, counted);
    this.#add(counted, 1);
  }

  #add({ minute, channel, failed: isFailed }: CountedEvent, count: 1 | -1): void {
    const channels = this.#minutes.get(minute) ?? new Map<string, EventCounts>();
    const { processed, failed } = channels.get(channel) ?? NO_EVENTS;
    channels.set(channel, isFailed ? { processed, failed: failed + count } : { processed: processed + count, failed });
    this.#minutes.set(minute, channels);
  }

  #dropOld(minute: number): void {
    for (const old of this.#minutes.keys()) if (old <= minute - KEPT_MINUTES) this.#minutes.delete(old);
    // A map iterates in insertion order: the oldest come first.
    for (const id of this.#counted.keys()) {
      if (this.#counted.size <= MAX_REMEMBERED_EVENTS) break;
      this.#counted.delete(id);
    }
  }
}

/** The quantile of the values, by the nearest-rank method; `null` if there are none. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
