//! A client that reconnects and resumes whenever its connection ends, and loads pages where a catch-up is incomplete.

use std::collections::BTreeMap;
use std::fmt;

use local_client::{ClientError, Frame, SseClient, SseEvent, StackUrl, WebSocketClient, fetch_token, read_list_while};
use serde_json::Value;
use types::event_id::EventId;

use super::received_events::{ReceivedEvents, first_excused};
use crate::LiveTransport;

/// What happened to a follower.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    /// Successful connects.
    pub(crate) connected: u32,
    /// Complete catch-ups.
    pub(crate) complete: u32,
    /// Incomplete catch-ups by reason.
    pub(crate) incomplete: BTreeMap<String, u32>,
}

/// A client that follows one user's events on the stack of this machine, which issues its tokens.
pub(crate) struct Follower {
    stack: StackUrl,
    user: String,
    transport: LiveTransport,
    token_ttl_seconds: u64,
    /// The cursor up to which the client has everything; `None` before it has loaded its pages.
    cursor: Option<EventId>,
    /// The last cursor that it had, from which it loads pages.
    last_cursor: Option<EventId>,
    received: ReceivedEvents,
    connection: Option<Connection>,
    counts: Counts,
}

#[derive(Debug)]
enum Connection {
    WebSocket(Box<WebSocketClient>),
    Sse(Box<SseClient>),
}

impl Follower {
    /// A follower that is not connected yet. Its tokens are valid for `token_ttl_seconds`.
    pub(crate) fn new(stack: &StackUrl, user: &str, transport: LiveTransport, token_ttl_seconds: u64) -> Self {
        Self {
            stack: stack.clone(),
            user: user.to_owned(),
            transport,
            token_ttl_seconds,
            cursor: None,
            last_cursor: None,
            received: ReceivedEvents::default(),
            connection: None,
            counts: Counts::default(),
        }
    }

    pub(crate) fn received(&self) -> &ReceivedEvents {
        &self.received
    }

    pub(crate) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Whether it is connected, as far as it knows.
    pub(crate) fn is_connected(&self) -> bool {
        self.connection.is_some()
    }

    /// Drops the connection without a close frame.
    pub(crate) fn disconnect(&mut self) {
        self.connection = None;
    }

    /// Connects, if it is not connected; otherwise processes the next message. A connection that ends is no error: the
    /// next call reconnects.
    ///
    /// Cancelling the call while it waits for a message loses nothing; cancelling it while it connects starts over.
    ///
    /// # Errors
    /// The client could not connect.
    pub(crate) async fn advance(&mut self) -> Result<(), ClientError> {
        match &mut self.connection {
            None => self.connect().await?,
            Some(Connection::WebSocket(socket)) => match socket.next_frame().await {
                Ok(Some(frame)) => self.take_frame(&frame)?,
                Ok(None) | Err(_) => self.connection = None,
            },
            Some(Connection::Sse(stream)) => match stream.next_event().await {
                Ok(Some(event)) => {
                    let cursor = stream.last_event_id().map(str::to_owned);
                    self.take_event(&event)?;
                    self.reach(cursor.as_deref())?;
                }
                Ok(None) | Err(_) => self.connection = None,
            },
        }
        Ok(())
    }

    async fn connect(&mut self) -> Result<(), ClientError> {
        let token = fetch_token(&self.stack, &self.user, Some(self.token_ttl_seconds)).await?;
        match self.transport {
            LiveTransport::Websocket => self.connect_socket(&token).await,
            LiveTransport::Sse => self.connect_stream(&token).await,
        }
    }

    async fn connect_socket(&mut self, token: &str) -> Result<(), ClientError> {
        let (after, text) = (self.cursor, self.cursor.map(|cursor| cursor.to_string()));
        let (socket, frames) = WebSocketClient::connect(&self.stack, token, text.as_deref()).await?;
        let outcome = frames.last().and_then(Frame::resume).cloned().unwrap_or_default();
        let new_cursor = frames.iter().filter_map(Frame::cursor).max().map(str::to_owned);
        let resumed = self.resumed(after, &outcome, new_cursor.as_deref()).await;
        // A frame that was pushed during the catch-up may have a cursor ahead of it: frames are processed only once the
        // catch-up is complete, or not at all.
        resumed.and_then(|()| frames.iter().try_for_each(|frame| self.take_frame(frame)))?;
        self.connection = Some(Connection::WebSocket(Box::new(socket)));
        Ok(())
    }

    /// The first event of a stream gives the result of the resume and, for a client that starts anew, the new cursor.
    async fn connect_stream(&mut self, token: &str) -> Result<(), ClientError> {
        let (after, text) = (self.cursor, self.cursor.map(|cursor| cursor.to_string()));
        let mut stream = SseClient::connect(&self.stack, token, text.as_deref()).await?;
        let ended = || ClientError::Disconnected("the stream ended before the result of its resume".to_owned());
        let (outcome, new_cursor) = loop {
            let event = stream.next_event().await?.ok_or_else(ended)?;
            if event.event == "resume" {
                break (read(&event.data)?, event.id);
            }
        };
        self.resumed(after, &outcome, new_cursor.as_deref()).await?;
        self.connection = Some(Connection::Sse(Box::new(stream)));
        Ok(())
    }

    /// Loads the pages that the catch-up did not bring. If this is interrupted, the client has no cursor, so that it loads
    /// them next time.
    async fn resumed(
        &mut self,
        after: Option<EventId>,
        outcome: &Value,
        new_cursor: Option<&str>,
    ) -> Result<(), ClientError> {
        self.counts.connected += 1;
        if after.is_some() && outcome["complete"] == true {
            self.counts.complete += 1;
            return Ok(());
        }
        if let Some(reason) = outcome["reason"].as_str() {
            *self.counts.incomplete.entry(reason.to_owned()).or_default() += 1;
        }
        // A late change may concern an event of any age.
        self.last_cursor = after.or(self.last_cursor).filter(|_| outcome["reason"] != "late_change");
        self.cursor = None;
        let (new_cursor, first) = (id(new_cursor.unwrap_or_default())?, first_excused(self.last_cursor));
        let is_missed =
            |event: &Value| event["id"].as_str().and_then(|text| id(text).ok()).is_none_or(|id| id >= first);
        // Loading may take longer than the connection's token is valid; a page would have renewed it by then.
        let token = fetch_token(&self.stack, &self.user, None).await?;
        for event in read_list_while(&self.stack, &token, "webhooks", is_missed).await? {
            self.received.record_page(id(event["id"].as_str().unwrap_or_default())?);
        }
        self.received.record_incomplete(self.last_cursor, new_cursor);
        self.cursor = Some(new_cursor);
        Ok(())
    }

    fn take_frame(&mut self, frame: &Frame) -> Result<(), ClientError> {
        frame.events().iter().try_for_each(|event| self.take_summary(event))?;
        self.reach(frame.cursor())
    }

    fn take_event(&mut self, event: &SseEvent) -> Result<(), ClientError> {
        if event.event == "event" { self.take_summary(&read(&event.data)?) } else { Ok(()) }
    }

    fn take_summary(&mut self, event: &Value) -> Result<(), ClientError> {
        let rev = event["rev"].as_u64().unwrap_or_default();
        self.received.record_frame(id(event["id"].as_str().unwrap_or_default())?, rev);
        Ok(())
    }

    fn reach(&mut self, cursor: Option<&str>) -> Result<(), ClientError> {
        self.cursor = cursor.map(id).transpose()?.max(self.cursor);
        Ok(())
    }
}

fn id(text: &str) -> Result<EventId, ClientError> {
    text.parse().map_err(|_| ClientError::Protocol(format!("not an event id: {text}")))
}

fn read(text: &str) -> Result<Value, ClientError> {
    serde_json::from_str(text).map_err(|error| ClientError::Protocol(error.to_string()))
}

impl fmt::Debug for Follower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { user, transport, cursor, counts, .. } = self;
        let mut out = f.debug_struct("Follower");
        out.field("user", user).field("transport", transport).field("cursor", cursor).field("counts", counts);
        out.finish_non_exhaustive()
    }
}
