//! A client that goes on: when its connection ends it comes back and resumes, and what a resume cannot give it, it loads.

use std::collections::BTreeMap;
use std::fmt;

use local::client::{ClientError, Frame, SseClient, SseEvent, StackUrl, WebSocketClient, fetch_token, read_list_while};
use serde_json::Value;
use types::event_id::EventId;

use super::record::{Record, first_excused};

/// By which transport a follower listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// By WebSocket.
    WebSocket,
    /// By server-sent events.
    Sse,
}

/// What a follower has been through.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    /// How often it connected.
    pub(crate) connected: u32,
    /// How many gaps were filled whole.
    pub(crate) filled: u32,
    /// How often a gap was not, for which reason.
    pub(crate) incomplete: BTreeMap<String, u32>,
}

/// Whoever follows one user's events on the stack of this machine, which gives it tokens.
pub(crate) struct Follower {
    stack: StackUrl,
    user: String,
    by: By,
    token_ttl: u64,
    /// The cursor up to which it has everything; none before it has loaded its pages.
    cursor: Option<EventId>,
    /// The last cursor that it had, from where on it loads pages.
    had: Option<EventId>,
    record: Record,
    live: Option<Live>,
    counts: Counts,
}

#[derive(Debug)]
enum Live {
    WebSocket(Box<WebSocketClient>),
    Sse(Box<SseClient>),
}

impl Follower {
    /// One that is not connected yet. Its tokens live for `token_ttl` seconds.
    pub(crate) fn new(stack: &StackUrl, user: &str, by: By, token_ttl: u64) -> Self {
        Self {
            stack: stack.clone(),
            user: user.to_owned(),
            by,
            token_ttl,
            cursor: None,
            had: None,
            record: Record::default(),
            live: None,
            counts: Counts::default(),
        }
    }

    /// What it was told.
    pub(crate) fn record(&self) -> &Record {
        &self.record
    }

    /// What it has been through.
    pub(crate) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Whether it is connected, as far as it knows.
    pub(crate) fn is_active(&self) -> bool {
        self.live.is_some()
    }

    /// Ends the connection without a word.
    pub(crate) fn cut(&mut self) {
        self.live = None;
    }

    /// Connects, if it is not connected; else takes what comes next. A connection that ends is no error: the next call
    /// comes back.
    ///
    /// Given up while it waits for what comes next and called again, it loses nothing; given up while it connects, it
    /// connects anew.
    ///
    /// # Errors
    /// Whatever keeps it from connecting.
    pub(crate) async fn go_on(&mut self) -> Result<(), ClientError> {
        match &mut self.live {
            None => self.connect().await?,
            Some(Live::WebSocket(socket)) => match socket.next_frame().await {
                Ok(Some(frame)) => self.take_frame(&frame)?,
                Ok(None) | Err(_) => self.live = None,
            },
            Some(Live::Sse(stream)) => match stream.next_event().await {
                Ok(Some(event)) => {
                    let cursor = stream.last_event_id().map(str::to_owned);
                    self.take_event(&event)?;
                    self.reach(cursor.as_deref())?;
                }
                Ok(None) | Err(_) => self.live = None,
            },
        }
        Ok(())
    }

    async fn connect(&mut self) -> Result<(), ClientError> {
        let token = fetch_token(&self.stack, &self.user, Some(self.token_ttl)).await?;
        match self.by {
            By::WebSocket => self.connect_socket(&token).await,
            By::Sse => self.connect_stream(&token).await,
        }
    }

    async fn connect_socket(&mut self, token: &str) -> Result<(), ClientError> {
        let (after, text) = (self.cursor, self.cursor.map(|cursor| cursor.to_string()));
        let (socket, gap) = WebSocketClient::connect(&self.stack, token, text.as_deref()).await?;
        let outcome = gap.last().and_then(Frame::resume).cloned().unwrap_or_default();
        let fresh = gap.iter().filter_map(Frame::cursor).max().map(str::to_owned);
        let begun = self.resumed(after, &outcome, fresh.as_deref()).await;
        // A frame that was pushed while the gap was read may have a cursor that is ahead of the gap: frames are taken
        // only once the gap has come whole, or not at all.
        begun.and_then(|()| gap.iter().try_for_each(|frame| self.take_frame(frame)))?;
        self.live = Some(Live::WebSocket(Box::new(socket)));
        Ok(())
    }

    /// The first events of a stream say how its resume went, and from where it goes on.
    async fn connect_stream(&mut self, token: &str) -> Result<(), ClientError> {
        let (after, text) = (self.cursor, self.cursor.map(|cursor| cursor.to_string()));
        let mut stream = SseClient::connect(&self.stack, token, text.as_deref()).await?;
        let ended = || ClientError::Ended("the stream ended before it said how its resume went".to_owned());
        let outcome = loop {
            let event = stream.next_event().await?.ok_or_else(ended)?;
            if event.event == "resume" {
                break read(&event.data)?;
            }
        };
        if after.is_none() || outcome["complete"] == false {
            // Nothing but the fresh cursor follows such a resume before what is live; it may come alone.
            let first = stream.events_until_id(text.as_deref()).await?;
            let fresh = stream.last_event_id().map(str::to_owned);
            self.resumed(after, &outcome, fresh.as_deref()).await?;
            first.iter().try_for_each(|event| self.take_event(event))?;
        } else {
            self.resumed(after, &outcome, None).await?;
        }
        self.live = Some(Live::Sse(Box::new(stream)));
        Ok(())
    }

    /// Loads the pages of what the resume has not brought. Broken off meanwhile, it has no cursor, so that it loads them
    /// next time.
    async fn resumed(
        &mut self,
        after: Option<EventId>,
        outcome: &Value,
        fresh: Option<&str>,
    ) -> Result<(), ClientError> {
        self.counts.connected += 1;
        if after.is_some() && outcome["complete"] == true {
            self.counts.filled += 1;
            return Ok(());
        }
        if let Some(reason) = outcome["reason"].as_str() {
            *self.counts.incomplete.entry(reason.to_owned()).or_default() += 1;
        }
        // A change that came late may be of any time.
        self.had = after.or(self.had).filter(|_| outcome["reason"] != "late_change");
        self.cursor = None;
        let (fresh, first) = (id(fresh.unwrap_or_default())?, first_excused(self.had));
        let is_missed =
            |event: &Value| event["id"].as_str().and_then(|text| id(text).ok()).is_none_or(|id| id >= first);
        // Loading may outlive the token of a connection; a page would have a new one by then.
        let token = fetch_token(&self.stack, &self.user, None).await?;
        for event in read_list_while(&self.stack, &token, "webhooks", is_missed).await? {
            self.record.page(id(event["id"].as_str().unwrap_or_default())?);
        }
        self.record.incomplete(self.had, fresh);
        self.cursor = Some(fresh);
        Ok(())
    }

    fn take_frame(&mut self, frame: &Frame) -> Result<(), ClientError> {
        frame.events().iter().try_for_each(|event| self.take_line(event))?;
        self.reach(frame.cursor())
    }

    fn take_event(&mut self, event: &SseEvent) -> Result<(), ClientError> {
        if event.event == "event" { self.take_line(&read(&event.data)?) } else { Ok(()) }
    }

    fn take_line(&mut self, line: &Value) -> Result<(), ClientError> {
        self.record.frame(id(line["id"].as_str().unwrap_or_default())?, line["rev"].as_u64().unwrap_or_default());
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
        let Self { user, by, cursor, counts, .. } = self;
        let mut out = f.debug_struct("Follower");
        out.field("user", user).field("by", by).field("cursor", cursor).field("counts", counts).finish_non_exhaustive()
    }
}
