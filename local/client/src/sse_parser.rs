//! Parses an event stream as the standard specifies, in chunks of any size.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>

/// The limit of a line; a frame of the stack has at most 32 KB.
const MAX_LINE_BYTES: usize = 1024 * 1024;

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SseEvent {
    /// Its kind: `resume`, `event` or `order`.
    pub event: String,
    /// The id after which a client can resume. An event that is older than one before it has none.
    pub id: Option<String>,
    /// Its data; several lines are joined by line feeds.
    pub data: String,
}

impl SseEvent {
    /// The id of the event or order in its data.
    pub fn summary_id(&self) -> Option<String> {
        let summary: serde_json::Value = serde_json::from_str(&self.data).ok()?;
        summary["id"].as_str().map(str::to_owned)
    }
}

/// The stream has a line that is longer than any that the stack writes.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a line is longer than {MAX_LINE_BYTES} bytes")]
pub struct LineTooLongError;

/// The parser, with the incomplete next event.
#[derive(Debug, Default)]
pub struct SseParser {
    line: Vec<u8>,
    /// The last byte was a carriage return: a following line feed belongs to it.
    after_return: bool,
    next: SseEvent,
    has_data: bool,
    last_event_id: Option<String>,
    retry_ms: Option<u64>,
}

impl SseParser {
    /// Parses the next chunk; returns the events that it completes.
    ///
    /// # Errors
    /// A line is longer than any that the stack writes.
    pub fn push(&mut self, chunk: &[u8]) -> Result<Vec<SseEvent>, LineTooLongError> {
        let mut events = Vec::new();
        for byte in chunk {
            let follows_return = std::mem::replace(&mut self.after_return, *byte == b'\r');
            match byte {
                b'\n' if follows_return => {}
                b'\n' | b'\r' => events.extend(self.end_of_line()),
                _ if self.line.len() < MAX_LINE_BYTES => self.line.push(*byte),
                _ => return Err(LineTooLongError),
            }
        }
        Ok(events)
    }

    /// The id after which to resume, if one has arrived.
    pub fn last_event_id(&self) -> Option<&str> {
        self.last_event_id.as_deref()
    }

    /// The pause before a reconnect in milliseconds, if the stream has set one.
    pub fn retry_ms(&self) -> Option<u64> {
        self.retry_ms
    }

    fn end_of_line(&mut self) -> Option<SseEvent> {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        if line.is_empty() {
            return self.end_of_event();
        }
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        self.field(field, value.strip_prefix(' ').unwrap_or(value));
        None
    }

    fn field(&mut self, field: &str, value: &str) {
        match field {
            "event" => value.clone_into(&mut self.next.event),
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.next.data.push('\n');
                }
                self.next.data.push_str(value);
            }
            "id" if !value.contains('\0') => self.next.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => self.retry_ms = value.parse().ok(),
            // Comments (no field name), and fields of later standards.
            _ => {}
        }
    }

    /// An event without data is ignored, but for its id. The id counts from now on: if the connection breaks before, the
    /// client must not resume after an event that it has not received completely.
    fn end_of_event(&mut self) -> Option<SseEvent> {
        let event = std::mem::take(&mut self.next);
        if let Some(id) = &event.id {
            self.last_event_id = Some(id.clone()).filter(|id| !id.is_empty());
        }
        std::mem::take(&mut self.has_data).then_some(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = "retry: 2000\n\n: heartbeat\n\nevent: resume\ndata: {\"complete\":true}\n\n\
        event: event\nid: 01A\ndata: {\"name\":\"Zoë\"}\n\nevent: order\r\ndata:{\r\ndata: }\r\n\r\nid: 01B\n\n\
        data\n\nevent: cut\ndata: off";

    fn expected() -> Vec<SseEvent> {
        let event = |event: &str, id: Option<&str>, data: &str| SseEvent {
            event: event.to_owned(),
            id: id.map(str::to_owned),
            data: data.to_owned(),
        };
        vec![
            event("resume", None, "{\"complete\":true}"),
            event("event", Some("01A"), "{\"name\":\"Zoë\"}"),
            event("order", None, "{\n}"),
            event("", None, ""),
        ]
    }

    #[test]
    fn events_are_the_same_in_chunks_of_any_size() {
        for size in 1..=STREAM.len() {
            let mut parser = SseParser::default();
            let chunks = STREAM.as_bytes().chunks(size);
            let events: Vec<_> = chunks.flat_map(|chunk| parser.push(chunk).unwrap()).collect();
            assert_eq!(events, expected(), "chunks of {size}");
            assert_eq!(parser.last_event_id(), Some("01B"), "an id without data is remembered");
            assert_eq!(parser.retry_ms(), Some(2000));
        }
    }

    #[test]
    fn id_counts_only_once_its_event_is_complete() {
        let mut parser = SseParser::default();
        parser.push(b"data: 1\nid: 01A\n\ndata: 2\nid: 01B\n").unwrap();
        assert_eq!(parser.last_event_id(), Some("01A"));
        parser.push(b"\n").unwrap();
        assert_eq!(parser.last_event_id(), Some("01B"));
    }

    #[test]
    fn line_over_the_limit_is_an_error() {
        let mut parser = SseParser::default();
        assert_eq!(parser.push(&vec![b'x'; MAX_LINE_BYTES]), Ok(vec![]));
        assert_eq!(parser.push(b"x"), Err(LineTooLongError));
    }
}
