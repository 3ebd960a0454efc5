/** One event of a stream. `type` is empty where only the id moved. */
export interface StreamEvent {
  readonly type: string;
  readonly data: string;
  /** The id that was told last. */
  readonly id: string;
}

/** The longest event that is read, in characters. */
const LARGEST = 128 * 1024;

/**
 * Reads an event stream by the HTML standard, section 9.2.6: <https://html.spec.whatwg.org/multipage/server-sent-events.html>.
 * Other than there, an id without an event is told, too, since it moves the cursor.
 */
export class SseParser {
  /** The wait that the server asked for, in milliseconds. */
  retryMs: number | undefined;
  /** Events that were too long. */
  malformed = 0;
  #rest = '';
  #skipLineFeed = false;
  #type = '';
  #data = '';
  #id = '';
  #idMoved = false;
  #tooLong = false;

  /** Takes a part of the stream; gives the events that end in it. */
  push(text: string): StreamEvent[] {
    const events: StreamEvent[] = [];
    const lines = this.#lines(text);
    for (const line of lines) {
      if (line === '') this.#dispatch(events);
      else this.#field(line);
    }
    return events;
  }

  /** The lines that end in this part. A line ends with CR, LF, or both; they may come in two parts. */
  #lines(text: string): string[] {
    if (text === '') return [];
    const part = this.#skipLineFeed && text.startsWith('\n') ? text.slice(1) : text;
    this.#skipLineFeed = text.endsWith('\r');
    const lines = (this.#rest + part).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LARGEST) {
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
    else if (name === 'id' && !value.includes('\0')) [this.#id, this.#idMoved] = [value, true];
    else if (name === 'retry' && /^\d{1,9}$/.test(value)) this.retryMs = Number(value);
  }

  #addData(value: string): void {
    if (this.#data.length + value.length > LARGEST) this.#tooLong = true;
    else this.#data += `${value}\n`;
  }

  #dispatch(events: StreamEvent[]): void {
    if (this.#tooLong) this.malformed += 1;
    else if (this.#data !== '') {
      events.push({ type: this.#type || 'message', data: this.#data.slice(0, -1), id: this.#id });
    } else if (this.#idMoved) events.push({ type: '', data: '', id: this.#id });
    [this.#type, this.#data, this.#idMoved, this.#tooLong] = ['', '', false, false];
  }
}
