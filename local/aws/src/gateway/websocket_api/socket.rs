//! Reads and writes the frames of one socket, and closes it.

use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

use super::close_reason::CloseReason;
use super::connection::Connection;
use super::limits::WebSocketLimits;

/// A client that sent too much counts as finished after this time without bytes.
const QUIET: Duration = Duration::from_millis(250);

/// Runs the socket until it ends: writes posts, and forwards received messages.
///
/// The server sends no pings, like API Gateway. A client's ping gets a pong, and counts as activity.
pub(super) async fn run<S>(
    socket: WebSocketStream<S>,
    connection: &Connection,
    mut posts: mpsc::Receiver<Utf8Bytes>,
    received: mpsc::Sender<Utf8Bytes>,
    limits: &WebSocketLimits,
) -> CloseReason
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (mut sink, mut stream) = socket.split();
    let reason = tokio::select! {
        // In this order, so that a client's close frame takes precedence over the failed write after it.
        biased;
        reason = read(&mut stream, connection, received) => reason,
        reason = connection.ended() => reason,
        reason = write(&mut sink, connection, &mut posts) => reason,
        () = connection.idle_for(limits.idle_time) => CloseReason::Idle,
        () = sleep(limits.life_time) => CloseReason::TooOld,
    };
    // From now on posts are rejected, for any reason.
    connection.end(reason.clone());
    let closing = close(sink, stream, &reason, &mut posts);
    // The socket of a client that does not close in time is dropped.
    let _ = timeout(limits.close_time, closing).await;
    reason
}

async fn read<S>(
    stream: &mut SplitStream<WebSocketStream<S>>,
    connection: &Connection,
    received: mpsc::Sender<Utf8Bytes>,
) -> CloseReason
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(message) = stream.next().await {
        connection.touch();
        match message {
            Ok(Message::Text(text)) => {
                if received.send(text).await.is_err() {
                    return CloseReason::Lost;
                }
            }
            Ok(Message::Binary(_)) => return CloseReason::Binary,
            Ok(Message::Close(frame)) => {
                let code_and_text = frame.map(|frame| (frame.code.into(), frame.reason.to_string()));
                return CloseReason::ByClient(code_and_text);
            }
            Ok(_control) => {}
            Err(Error::Capacity(_)) => return CloseReason::TooLarge,
            Err(Error::Utf8(_)) => return CloseReason::Malformed,
            Err(Error::Protocol(error)) if !is_a_lost_connection(&error) => {
                return CloseReason::Malformed;
            }
            Err(_) => return CloseReason::Lost,
        }
    }
    CloseReason::Lost
}

fn is_a_lost_connection(error: &tokio_tungstenite::tungstenite::error::ProtocolError) -> bool {
    use tokio_tungstenite::tungstenite::error::ProtocolError;
    matches!(error, ProtocolError::ResetWithoutClosingHandshake)
}

async fn write<S>(
    sink: &mut SplitSink<WebSocketStream<S>, Message>,
    connection: &Connection,
    posts: &mut mpsc::Receiver<Utf8Bytes>,
) -> CloseReason
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(text) = posts.recv().await {
        if sink.send(Message::Text(text)).await.is_err() {
            return CloseReason::Lost;
        }
        connection.touch();
    }
    CloseReason::Lost
}

/// Sends the posts before the end and the close frame, then reads until the client has closed, too: a socket that is dropped
/// with unread bytes is reset, and the reset can overtake the close frame.
async fn close<S>(
    mut sink: SplitSink<WebSocketStream<S>, Message>,
    mut stream: SplitStream<WebSocketStream<S>>,
    reason: &CloseReason,
    posts: &mut mpsc::Receiver<Utf8Bytes>,
) where
    S: AsyncRead + AsyncWrite + Unpin,
{
    if let Some(frame) = reason.close_frame() {
        while let Ok(text) = posts.try_recv() {
            if sink.send(Message::Text(text)).await.is_err() {
                return;
            }
        }
        if sink.send(Message::Close(Some(frame))).await.is_err() {
            return;
        }
    }
    if reason.leaves_partial_frame() {
        if let Ok(mut socket) = sink.reunite(stream) {
            discard(socket.get_mut()).await;
        }
    } else {
        while let Some(Ok(_)) = stream.next().await {}
    }
}

async fn discard(socket: &mut (impl AsyncRead + Unpin)) {
    let mut bytes = [0; 8 * 1024];
    while let Ok(Ok(1..)) = timeout(QUIET, socket.read(&mut bytes)).await {}
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use tokio::io::DuplexStream;
    use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

    use super::super::connection::ClientInfo;
    use super::*;

    /// Far less than the messages, so that a side that does not read blocks the other.
    const PIPE_BYTES: usize = 1024;

    async fn sockets() -> (WebSocketStream<DuplexStream>, WebSocketStream<DuplexStream>) {
        let (server, client) = tokio::io::duplex(PIPE_BYTES);
        let limits = WebSocketLimits::default();
        let config = WebSocketConfig::default().max_frame_size(Some(limits.frame_bytes));
        let server = WebSocketStream::from_raw_socket(server, Role::Server, Some(config));
        let client = WebSocketStream::from_raw_socket(client, Role::Client, None);
        tokio::join!(server, client)
    }

    fn connection() -> (Connection, mpsc::Receiver<Utf8Bytes>) {
        let client = ClientInfo {
            connection_id: "L0SM9cOFvHcCIhw=".to_owned(),
            connected_at: Timestamp::now(),
            source: [127, 0, 0, 1].into(),
            user_agent: String::new(),
            domain_name: "localhost".to_owned(),
        };
        Connection::new(client, 8)
    }

    async fn messages_of(mut client: WebSocketStream<DuplexStream>) -> Vec<String> {
        let mut seen = Vec::new();
        while let Some(Ok(message)) = client.next().await {
            seen.push(match message {
                Message::Close(frame) => frame.map_or(0, |frame| frame.code.into()).to_string(),
                other => other.to_string(),
            });
        }
        seen
    }

    #[tokio::test]
    async fn posts_before_the_end_are_sent_before_the_close_frame() {
        let (server, client) = sockets().await;
        let (connection, posts) = connection();
        connection.post("first".into()).expect("accepted");
        connection.post("second".into()).expect("accepted");
        connection.end(CloseReason::Deleted);
        let (received, _waiting) = mpsc::channel(1);
        let limits = WebSocketLimits::default();
        let running = run(server, &connection, posts, received, &limits);
        let (reason, seen) = tokio::join!(running, messages_of(client));
        assert_eq!(reason, CloseReason::Deleted);
        assert_eq!(seen, ["first", "second", "1000"]);
    }

    #[tokio::test]
    async fn client_that_sends_too_large_a_frame_can_read_the_close_frame() {
        let (server, mut client) = sockets().await;
        let (connection, posts) = connection();
        let (received, _waiting) = mpsc::channel(1);
        let limits = WebSocketLimits::default();
        let running = run(server, &connection, posts, received, &limits);
        let sending = async {
            let sent = client.send(Message::text("x".repeat(1024 * 1024))).await;
            assert!(sent.is_ok(), "the server continues to read: {sent:?}");
            messages_of(client).await
        };
        let (reason, seen) = tokio::join!(running, sending);
        assert_eq!(reason, CloseReason::TooLarge);
        assert_eq!(seen, ["1009"]);
    }
}
