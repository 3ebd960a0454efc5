"""What a client reports to ../check: one line of JSON on stdout for each thing that happens."""

import json
import sys
import time

# The time between streams of a client to which no stream has said another one, in seconds.
DEFAULT_RECONNECT_SECONDS = 1.0


def report(**line):
    print(json.dumps(line), flush=True)


def run(read_stream):
    """Reads stream after stream, as the documentation of both Python clients shows: neither connects again by itself.

    `read_stream(url, headers)` opens a stream, reports `opened`, and yields its events. The last id that is not empty
    is sent as `Last-Event-ID`, and a `retry` is the time before the next stream.
    """
    url, token = sys.argv[1:]
    last_event_id, reconnect_seconds = "", DEFAULT_RECONNECT_SECONDS
    while True:
        headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {token}"}
        if last_event_id:
            headers["Last-Event-ID"] = last_event_id
        for event in read_stream(url, headers):
            report(type="received", event=event.event, data=event.data)
            last_event_id = event.id or last_event_id
            if event.retry is not None:
                reconnect_seconds = int(event.retry) / 1000
        report(type="ended")
        time.sleep(reconnect_seconds)
