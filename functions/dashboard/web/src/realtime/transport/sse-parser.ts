/** An event of a stream. `type` is empty if only the id has changed. */
export interface StreamEvent {
  readonly type: string;
  readonly data: string;
  /** The last id that the stream has sent. */
  readonly id: string;
}

const MAX_EVENT_CHARS = 128 * 1024;

/**
 * Parses an event stream as the HTML standard says, section 9.2.6:
 * <https://html.spec.whatwg.org/multipage/server-sent-events.html>. Unlike the standard, it also returns an id without
 * an event, because that advances the cursor.
 */
export class SseParser {
  /** The delay that the server requested, in milliseconds. */
  retryMs: number | undefined;
  /** How many events were too long. */
  malformed = 0;
  #rest = '';
  #skipLineFeed = false;
  #type = '';
  #data = '';
  #id = '';
  #idChanged = false;
  #tooLong = false;

  /** Parses the next chunk of the stream; returns the events that are complete. */
  push(text: string): StreamEvent[] {
    const events: StreamEvent[] = [];
    const lines = this.#lines(text);
    for (const line of lines) {
      if (line === '') this.#dispatch(events);
      else this.#field(line);
    }
    return events;
  }

  /** The lines that end in this chunk. A line ends with CR, LF or CRLF, which may be split between two chunks. */
  #lines(text: string): string[] {
    if (text === '') return [];
    const chunk = this.#skipLineFeed && text.startsWith('\n') ? text.slice(1) : text;
    this.#skipLineFeed = text.endsWith('\r');
    const lines = (this.#rest + chunk).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > MAX_EVENT_CHARS) {
      this.#rest = ':';
      this.#tooLong = true;
    }
    return lines;
  }

  #field(line: string): void {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.#type = value;
    else if (name === 'data') this.#addData(value);
    else if (name === 'id' && !value.includes('\0')) [this.#id, this.#idChanged] = [value, true];
    else if (name === 'retry' && /^\d{1,9}$/.test(value)) this.retryMs = Number(value);
  }

  #addData(value: string): void {
    if (this.#data.length + value.length > MAX_EVENT_CHARS) this.#tooLong = true;
    else this.#data += `${value}\n`;
  }

  #dispatch(events: StreamEvent[]): void {
    if (this.#tooLong) this.malformed += 1;
    else if (this.#data !== '') {
      events.push({ type: this.#type || 'message', data: this.#data.slice(0, -1), id: this.#id });
    } else if (this.#idChanged) events.push({ type: '', data: '', id: this.#id });
    [this.#type, this.#data, this.#idChanged, this.#tooLong] = ['', '', false, false];
  }
}
