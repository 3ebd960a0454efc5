//! Listens to live frames by either transport, while orders are sent.

use local_client::{ClientError, Frame, SseClient, StackUrl, WebSocketClient};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::LiveTransport;
use crate::arrivals::Arrivals;

/// A live connection that a task reads. Dropping it closes the connection.
pub(crate) struct Listener {
    task: JoinHandle<()>,
    end_reason: watch::Receiver<Option<String>>,
}

impl Listener {
    /// Once this returns, every event that is sent arrives.
    pub(crate) async fn start(
        transport: LiveTransport,
        stack: &StackUrl,
        token: &str,
        arrivals: Arrivals,
    ) -> Result<Self, ClientError> {
        let (sender, end_reason) = watch::channel(None);
        let task = match transport {
            LiveTransport::Websocket => {
                let (client, _) = WebSocketClient::connect(stack, token, None).await?;
                tokio::spawn(async move {
                    let reason = read_websocket(client, &arrivals).await;
                    sender.send_replace(Some(reason));
                })
            }
            LiveTransport::Sse => {
                let client = SseClient::connect(stack, token, None).await?;
                tokio::spawn(async move {
                    let reason = read_sse(client, &arrivals).await;
                    sender.send_replace(Some(reason));
                })
            }
        };
        Ok(Self { task, end_reason })
    }

    /// Waits until the connection has ended; returns the reason.
    pub(crate) async fn ended(&self) -> String {
        let mut end_reason = self.end_reason.clone();
        match end_reason.wait_for(Option::is_some).await {
            Ok(reason) => reason.clone().unwrap_or_default(),
            Err(_) => "its task panicked".to_owned(),
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn read_websocket(mut client: WebSocketClient, arrivals: &Arrivals) -> String {
    loop {
        match client.next_frame().await {
            Ok(Some(frame)) => {
                arrivals.traffic().record(frame.text.len());
                record_events(&frame, arrivals);
            }
            Ok(None) => return "the stack closed it".to_owned(),
            Err(error) => return error.to_string(),
        }
    }
}

fn record_events(frame: &Frame, arrivals: &Arrivals) {
    for event in frame.events() {
        arrivals.record(event["id"].as_str().unwrap_or_default(), event["status"] == "processed");
    }
}

async fn read_sse(mut client: SseClient, arrivals: &Arrivals) -> String {
    loop {
        match client.next_event().await {
            Ok(Some(event)) if event.event == "event" => {
                arrivals.traffic().record(event.data.len());
                let processed = event.data.contains("\"status\":\"processed\"");
                arrivals.record(&event.summary_id().unwrap_or_default(), processed);
            }
            Ok(Some(event)) => arrivals.traffic().record(event.data.len()),
            Ok(None) => return "the stack closed it".to_owned(),
            Err(error) => return error.to_string(),
        }
    }
}
