//! Listens to live frames, by either transport, while orders are sent.

use local::client::{ClientError, Frame, SseClient, StackUrl, WebSocketClient};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::LiveTransport;
use crate::arrivals::Arrivals;

/// A live connection that is being read. Dropped, it is closed.
pub(crate) struct Listener {
    task: JoinHandle<()>,
    ended: watch::Receiver<Option<String>>,
}

impl Listener {
    /// Once this returns, everything that is sent will be heard.
    pub(crate) async fn start(
        transport: LiveTransport,
        stack: &StackUrl,
        token: &str,
        arrivals: Arrivals,
    ) -> Result<Self, ClientError> {
        let (tell, ended) = watch::channel(None);
        let task = match transport {
            LiveTransport::Websocket => {
                let (client, _) = WebSocketClient::connect(stack, token, None).await?;
                tokio::spawn(async move {
                    let why = hear_websocket(client, &arrivals).await;
                    tell.send_replace(Some(why));
                })
            }
            LiveTransport::Sse => {
                let client = SseClient::connect(stack, token, None).await?;
                tokio::spawn(async move {
                    let why = hear_sse(client, &arrivals).await;
                    tell.send_replace(Some(why));
                })
            }
        };
        Ok(Self { task, ended })
    }

    /// Waits until the connection has ended; why it did.
    pub(crate) async fn ended(&self) -> String {
        let mut ended = self.ended.clone();
        match ended.wait_for(Option::is_some).await {
            Ok(why) => why.clone().unwrap_or_default(),
            Err(_) => "its task broke".to_owned(),
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn hear_websocket(mut client: WebSocketClient, arrivals: &Arrivals) -> String {
    loop {
        match client.next_frame().await {
            Ok(Some(frame)) => {
                arrivals.traffic().note(frame.text.len());
                note_events(&frame, arrivals);
            }
            Ok(None) => return "it was closed".to_owned(),
            Err(error) => return error.to_string(),
        }
    }
}

fn note_events(frame: &Frame, arrivals: &Arrivals) {
    for event in frame.events() {
        arrivals.note(event["id"].as_str().unwrap_or_default(), event["status"] == "processed");
    }
}

async fn hear_sse(mut client: SseClient, arrivals: &Arrivals) -> String {
    loop {
        match client.next_event().await {
            Ok(Some(event)) if event.event == "event" => {
                arrivals.traffic().note(event.data.len());
                let processed = event.data.contains("\"status\":\"processed\"");
                arrivals.note(&event.line_id().unwrap_or_default(), processed);
            }
            Ok(Some(event)) => arrivals.traffic().note(event.data.len()),
            Ok(None) => return "it was closed".to_owned(),
            Err(error) => return error.to_string(),
        }
    }
}
