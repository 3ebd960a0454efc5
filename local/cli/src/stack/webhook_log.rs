//! One log line for each webhook that a channel function stored. What was rejected is logged by the function itself.

use std::time::Instant;

use lambda_http::{Body, Error, Request, Service, service_fn};
use runtime::response::Response as Answer;
use serde_json::Value;
use tower::ServiceExt as _;
use types::Channel;

/// The target of the lines, by which the log for a terminal recognizes them.
pub const WEBHOOK_LOG_TARGET: &str = "storebell::webhook";

/// The service, with a line for each stored webhook.
pub(super) fn logging<S>(
    channel: Channel,
    service: S,
) -> impl Service<Request, Response = Answer, Error = Error, Future: Send> + Clone + Send + Sync + 'static
where
    S: Service<Request, Response = Answer, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
{
    service_fn(move |request: Request| {
        let (service, started) = (service.clone(), Instant::now());
        async move {
            let topic = channels::adapter(channel).topic(request.headers(), request.body());
            let response = service.oneshot(request).await?;
            if response.status().is_success() {
                log(channel, &topic, &response, started);
            }
            Ok(response)
        }
    })
}

fn log(channel: Channel, topic: &str, response: &Answer, started: Instant) {
    // An integration may define its own response body; then the result is not known here.
    let body: Value = match response.body() {
        Body::Text(text) => serde_json::from_str(text).unwrap_or_default(),
        Body::Binary(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
        _ => Value::Null,
    };
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(
        target: WEBHOOK_LOG_TARGET,
        {
            webhook.channel = channel.name(),
            webhook.topic = topic,
            webhook.result = body["status"].as_str(),
            event.id = body["id"].as_str(),
            http.status = response.status().as_u16(),
            duration_ms,
        },
        "webhook stored"
    );
}
