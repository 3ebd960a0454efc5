//! A client that goes on: when its connection ends it comes back and resumes, and what a resume cannot give it, it loads.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use super::http::{ANSWER_WITHIN, client, refused, text, unreachable};
use super::list::PAGE;
use super::{ClientError, Frame, SseClient, StackUrl, WebSocketClient, fetch_token};

/// By which transport a follower listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// By WebSocket.
    WebSocket,
    /// By server-sent events.
    Sse,
}

/// What a follower has been through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How often it connected.
    pub connected: u32,
    /// How often it loaded its pages: at first, and where a gap was not filled whole.
    pub loaded: u32,
}

/// Whoever follows one user's events on the stack of this machine, which gives it tokens.
pub struct Follower {
    stack: StackUrl,
    user: String,
    by: By,
    token_ttl: u64,
    token: String,
    cursor: Option<String>,
    seen: BTreeSet<String>,
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
    pub fn new(stack: &StackUrl, user: &str, by: By, token_ttl: u64) -> Self {
        Self {
            stack: stack.clone(),
            user: user.to_owned(),
            by,
            token_ttl,
            token: String::new(),
            cursor: None,
            seen: BTreeSet::new(),
            live: None,
            counts: Counts::default(),
        }
    }

    /// Goes on at another address: where the stack is after a restart.
    pub fn move_to(&mut self, stack: &StackUrl) {
        self.stack = stack.clone();
        self.live = None;
    }

    /// The ids of all events that it has seen.
    pub fn seen(&self) -> &BTreeSet<String> {
        &self.seen
    }

    /// What it has been through.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Whether it is connected, as far as it knows.
    pub fn is_live(&self) -> bool {
        self.live.is_some()
    }

    /// Ends the connection without a word.
    pub fn cut(&mut self) {
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
    pub async fn go_on(&mut self) -> Result<(), ClientError> {
        match &mut self.live {
            None => self.connect().await,
            Some(Live::WebSocket(socket)) => {
                match socket.next_frame().await {
                    Ok(Some(frame)) => self.take(&frame),
                    Ok(None) | Err(_) => self.live = None,
                }
                Ok(())
            }
            Some(Live::Sse(stream)) => match stream.next_event().await {
                Ok(Some(event)) => {
                    let incomplete = event.event == "resume" && event.data.contains("false");
                    if event.event == "event" {
                        self.seen.extend(event.line_id());
                    }
                    self.cursor = stream.last_event_id().map(str::to_owned).or(self.cursor.take());
                    if incomplete { self.load().await } else { Ok(()) }
                }
                Ok(None) | Err(_) => {
                    self.live = None;
                    Ok(())
                }
            },
        }
    }

    async fn connect(&mut self) -> Result<(), ClientError> {
        self.token = fetch_token(&self.stack, &self.user, Some(self.token_ttl)).await?;
        let after = self.cursor.as_deref();
        let begins = after.is_none();
        match self.by {
            By::WebSocket => {
                let (socket, gap) = WebSocketClient::connect(&self.stack, &self.token, after).await?;
                gap.iter().for_each(|frame| self.take(frame));
                self.live = Some(Live::WebSocket(Box::new(socket)));
                self.counts.connected += 1;
                let outcome = gap.last().and_then(Frame::resume);
                if begins || outcome.is_some_and(|outcome| outcome["complete"] == false) {
                    self.load().await?;
                }
            }
            By::Sse => {
                let stream = SseClient::connect(&self.stack, &self.token, after).await?;
                self.live = Some(Live::Sse(Box::new(stream)));
                self.counts.connected += 1;
                if begins {
                    self.load().await?;
                }
            }
        }
        Ok(())
    }

    /// A frame that was pushed while the gap was read may have a cursor that is ahead of the gap: frames are taken only
    /// once the gap has come whole, or not at all.
    fn take(&mut self, frame: &Frame) {
        let ids = frame.events().iter().filter_map(|event| event["id"].as_str());
        self.seen.extend(ids.map(str::to_owned));
        self.cursor = frame.cursor().map(str::to_owned).max(self.cursor.take());
    }

    /// Loads all pages, as one does who starts, or starts anew: once live, so that nothing falls between.
    async fn load(&mut self) -> Result<(), ClientError> {
        match self.load_pages().await {
            Ok(()) => {
                self.counts.loaded += 1;
                Ok(())
            }
            Err(error) => {
                // Whoever does not have what was before starts from nothing.
                self.cursor = None;
                self.live = None;
                Err(error)
            }
        }
    }

    async fn load_pages(&mut self) -> Result<(), ClientError> {
        let http = client()?;
        let mut after = None::<String>;
        loop {
            let mut url = self.stack.list("webhooks");
            url.query_pairs_mut().append_pair("limit", PAGE).extend_pairs(after.iter().map(|next| ("after", next)));
            let request = http.get(url.clone()).bearer_auth(&self.token).timeout(ANSWER_WITHIN);
            let response = request.send().await.map_err(|error| unreachable(&url, error))?;
            let (status, page) = (response.status().as_u16(), text(response).await?);
            if status != 200 {
                return Err(refused(status, &page));
            }
            let page: Value = serde_json::from_str(&page).map_err(|error| ClientError::Protocol(error.to_string()))?;
            let ids = page["events"].as_array().into_iter().flatten().filter_map(|event| event["id"].as_str());
            self.seen.extend(ids.map(str::to_owned));
            after = page["next"].as_str().map(str::to_owned);
            if after.is_none() {
                return Ok(());
            }
        }
    }
}

impl fmt::Debug for Follower {
    /// Without its token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { user, by, cursor, seen, counts, .. } = self;
        let mut out = f.debug_struct("Follower");
        out.field("user", user).field("by", by).field("cursor", cursor).field("seen", &seen.len());
        out.field("counts", counts).finish_non_exhaustive()
    }
}
