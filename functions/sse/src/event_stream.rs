//! The stream after its beginning: the frames of the WebSocket connection, heartbeats while there are none, and an end.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use domain::live::TOO_MANY_CONNECTIONS;
use futures_util::stream::{self, Stream, StreamExt as _};
use http_body::Frame;
use http_body_util::{BodyExt as _, StreamBody};
use tokio::time::{Instant, sleep_until};

use crate::last_sent_id::LastSentId;
use crate::server_message::ServerMessage;
use crate::sse_encoder::{HEARTBEAT, write_closed, write_frame};
use crate::stream_duration::{eviction_delay_ms, random_fraction};
use crate::streamed_body::StreamedBody;
use crate::websocket_client::WebSocketConnection;

/// A stream that is being sent. Only its reader drives it: while nobody reads, the WebSocket connection is not read
/// either. Dropping the stream closes the connection.
pub(crate) struct EventStream {
    pub(crate) connection: WebSocketConnection,
    /// The text that is sent first: the reconnect delay and the catch-up. Empty once it is sent.
    pub(crate) beginning: String,
    /// The last id of the beginning, then of the frames after it.
    pub(crate) last_sent: LastSentId,
    /// Whether the stream was closed because its user has too many, and its client has been sent the reason.
    pub(crate) is_evicted: bool,
    pub(crate) heartbeat_interval: Duration,
    pub(crate) started_at: Instant,
    pub(crate) ends_at: Instant,
}

/// The next step of a stream.
enum StreamStep {
    Send(String),
    SendHeartbeat,
    /// The stream's duration is over.
    TimeIsUp,
    /// The user has too many connections.
    Evicted,
    /// The WebSocket connection was closed.
    ConnectionClosed,
}

impl EventStream {
    /// The body of the response. It always ends, and never with an error.
    pub(crate) fn into_body(self) -> StreamedBody {
        StreamBody::new(self.into_chunks().map(|chunk| Ok::<_, Infallible>(Frame::data(chunk)))).boxed_unsync()
    }

    fn into_chunks(self) -> impl Stream<Item = Bytes> + Send {
        stream::unfold(self, |mut stream| async move {
            let chunk = match stream.next_step().await {
                StreamStep::Send(text) => Bytes::from(text),
                StreamStep::SendHeartbeat => Bytes::from_static(HEARTBEAT.as_bytes()),
                StreamStep::TimeIsUp => {
                    stream.log_end("time");
                    stream.connection.close().await;
                    return None;
                }
                StreamStep::Evicted => {
                    stream.log_end("limit");
                    stream.connection.close().await;
                    return None;
                }
                StreamStep::ConnectionClosed => {
                    stream.log_end("socket");
                    return None;
                }
            };
            Some((chunk, stream))
        })
    }

    async fn next_step(&mut self) -> StreamStep {
        if !self.beginning.is_empty() {
            return StreamStep::Send(std::mem::take(&mut self.beginning));
        }
        if self.is_evicted {
            return StreamStep::Evicted;
        }
        let heartbeat_at = Instant::now() + self.heartbeat_interval;
        loop {
            tokio::select! {
                biased;
                () = sleep_until(self.ends_at) => return StreamStep::TimeIsUp,
                message = self.connection.next_text() => {
                    let Some(message) = message else { return StreamStep::ConnectionClosed };
                    let text = self.encode_message(&message);
                    if !text.is_empty() {
                        return StreamStep::Send(text);
                    }
                },
                () = sleep_until(heartbeat_at) => return StreamStep::SendHeartbeat,
            }
        }
    }

    fn log_end(&self, ended_by: &'static str) {
        let duration_ms = self.started_at.elapsed().as_millis() as u64;
        tracing::info!(sse.ended_by = ended_by, sse.duration_ms = duration_ms, "stream ended");
    }

    /// The server-sent events of a frame, or of the end if the user has too many connections; nothing for other messages,
    /// which are logged.
    fn encode_message(&mut self, message: &str) -> String {
        let mut out = String::new();
        match ServerMessage::parse(message) {
            ServerMessage::Frame(frame) => write_frame(&mut out, &frame, &mut self.last_sent),
            ServerMessage::Error(error) if error.code == TOO_MANY_CONNECTIONS => {
                write_closed(&mut out, eviction_delay_ms(random_fraction()), &error);
                self.is_evicted = true;
            }
            ServerMessage::Error(error) => {
                tracing::warn!(sse.upstream_error = %error.code, "WebSocket API sent an error frame");
            }
            ServerMessage::Unrecognized => tracing::warn!("WebSocket API sent an unrecognized message"),
        }
        out
    }
}
